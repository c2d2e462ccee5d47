// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

/**
 * Bounds of one {@link SummaryBuilder} in one window.
 *
 * @param edgesMax edges told apart, default 4,096; beyond it exchanges count on one edge per pair
 *     of parties and protocol. Prevents that a scanner, or a peer with endless paths, fills the
 *     memory
 * @param pairsMax such coarser edges, default 1,024; beyond it exchanges count on one edge per
 *     protocol between parties that are not told apart
 * @param statusesMax statuses told apart per edge, default 24; beyond it they count as other
 * @param edgesKeptIdle edges that stay known, and so need no allocation, over windows in which
 *     nothing was counted on them, default 2,048
 * @param sightingsPerEdgeMax places of sensitive data told apart per edge, default 64; beyond it
 *     sightings count by class. Prevents that messages with endless field names fill the memory
 * @param findingsPerEdgeMax claims of attacks told apart per edge, default 32; beyond it they count
 *     by family
 * @param claimsMax places and claims told apart on all edges together, default 4,096 (some 2 MiB);
 *     beyond it they are counted only as not listed
 * @param fingerprintsMin fingerprints that a window may always hold, default 512 (4 KiB)
 * @param fingerprintsPerMegabyte fingerprints that it may hold for each MiB of traffic seen,
 *     default 32 (0.024 %). Where there are more, all places of the window keep only low ones, so
 *     that samples stay consistent and summaries small
 */
public record SummaryLimits(
    int edgesMax,
    int pairsMax,
    int statusesMax,
    int edgesKeptIdle,
    int sightingsPerEdgeMax,
    int findingsPerEdgeMax,
    int claimsMax,
    int fingerprintsMin,
    int fingerprintsPerMegabyte,
    int rulingsPerEdgeMax) {
  /** The defaults. */
  public static final SummaryLimits DEFAULT = ofEdges(4096, 1024, 24, 2048);

  public SummaryLimits {
    if (edgesMax < 1 || pairsMax < 1 || statusesMax < 1 || edgesKeptIdle < 0) {
      throw new IllegalArgumentException("limits must be positive: " + edgesMax + ", " + pairsMax);
    }
    if (sightingsPerEdgeMax < 1
        || findingsPerEdgeMax < 1
        || rulingsPerEdgeMax < 1
        || claimsMax < 1
        || fingerprintsMin < 1) {
      throw new IllegalArgumentException("limits must be positive: " + sightingsPerEdgeMax);
    }
  }

  /** Returns how many fingerprints a window with that much traffic may hold. */
  long fingerprints(long bytesSeen) {
    return Math.max(fingerprintsMin, (bytesSeen >> 20) * fingerprintsPerMegabyte);
  }

  /** Returns limits with the defaults for what detectors say. */
  public static SummaryLimits ofEdges(
      int edgesMax, int pairsMax, int statusesMax, int edgesKeptIdle) {
    return new SummaryLimits(
        edgesMax, pairsMax, statusesMax, edgesKeptIdle, 64, 32, 4096, 512, 32, 48);
  }
}
