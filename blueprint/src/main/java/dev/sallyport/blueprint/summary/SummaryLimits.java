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
 */
public record SummaryLimits(int edgesMax, int pairsMax, int statusesMax, int edgesKeptIdle) {
  /** The defaults. */
  public static final SummaryLimits DEFAULT = new SummaryLimits(4096, 1024, 24, 2048);

  public SummaryLimits {
    if (edgesMax < 1 || pairsMax < 1 || statusesMax < 1 || edgesKeptIdle < 0) {
      throw new IllegalArgumentException("limits must be positive: " + edgesMax + ", " + pairsMax);
    }
  }
}
