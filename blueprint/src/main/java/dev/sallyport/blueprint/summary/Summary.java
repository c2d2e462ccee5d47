// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;

/**
 * All that a node counted in a window. It is the unit that is sent, acknowledged and counted once.
 *
 * @param id node, life of its program, window
 * @param edges counts by edge
 * @param tally what the node as a whole saw and lost
 */
public record Summary(SummaryId id, Map<EdgeKey, EdgeCounts> edges, NodeTally tally) {
  public Summary {
    requireNonNull(id, "id");
    requireNonNull(tally, "tally");
    edges = Map.copyOf(edges);
  }

  /** Returns a summary in which nothing was seen. */
  public static Summary empty(SummaryId id) {
    return new Summary(id, Map.of(), NodeTally.NONE);
  }

  /** Returns the number of exchanges on all edges. */
  public long exchanges() {
    long sum = 0;
    for (EdgeCounts counts : edges.values()) {
      sum = Counting.add(sum, counts.exchanges());
    }
    return sum;
  }

  /**
   * Returns the sum of two summaries of the same life of a node that count different exchanges:
   * parts of one window, or windows joined into a coarser one. The window of the result spans both.
   *
   * @throws IllegalArgumentException when node or boot differ, or the span is longer than a window
   *     may be
   */
  public Summary plus(Summary other) {
    if (!id.node().equals(other.id.node()) || !id.boot().equals(other.id.boot())) {
      throw new IllegalArgumentException(
          "cannot add summaries of " + id + " and " + other.id + " (expected: same node and boot)");
    }
    Map<EdgeKey, EdgeCounts> both = new HashMap<>(edges);
    other.edges.forEach((key, counts) -> both.merge(key, counts, EdgeCounts::plus));
    return new Summary(
        new SummaryId(id.node(), id.boot(), id.window().span(other.id.window())),
        both,
        tally.plus(other.tally));
  }
}
