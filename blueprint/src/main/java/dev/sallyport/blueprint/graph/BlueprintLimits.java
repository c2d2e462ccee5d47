// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

/**
 * Bounds of a {@link LiveBlueprint}.
 *
 * @param edgesMax edges, default 20,000; beyond it exchanges count on one edge per protocol between
 *     parties that are not told apart
 * @param operationsPerEdgeMax operations told apart on one edge, default 400; beyond it they count
 *     on one operation without a name. Keeps an API with endless paths from filling the memory
 * @param bootsPerNodeMax lives of a node's program remembered for telling duplicates, default 32
 * @param gapsPerBootMax gaps between windows remembered per life, default 512; beyond it the oldest
 *     gap is closed: a summary that would fill it counts as duplicate
 * @param recentSeconds how far back rates look, default 60
 * @param sightingsMax places of sensitive data told apart per operation, and per edge, default 128;
 *     beyond it they count by class
 * @param findingsMax claims of attacks told apart per operation, and per edge, default 64; beyond
 *     it they count by family
 * @param rulingsMax rules told apart per operation, and per edge, in what policies said, default
 *     96; beyond it those said longest ago count by verdict and effect
 */
public record BlueprintLimits(
    int edgesMax,
    int operationsPerEdgeMax,
    int bootsPerNodeMax,
    int gapsPerBootMax,
    int recentSeconds,
    int sightingsMax,
    int findingsMax,
    int rulingsMax) {
  /** The defaults. */
  public static final BlueprintLimits DEFAULT =
      new BlueprintLimits(20_000, 400, 32, 512, 60, 128, 64, 96);

  public BlueprintLimits {
    if (edgesMax < 1
        || operationsPerEdgeMax < 1
        || bootsPerNodeMax < 1
        || gapsPerBootMax < 1
        || recentSeconds < 1
        || sightingsMax < 1
        || findingsMax < 1
        || rulingsMax < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
