// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * Names one summary: what is counted once.
 *
 * @param node name of the Kubernetes node
 * @param boot opaque name of one life of the node's program during which its windows only move
 *     forward; a restart, or a wall clock set back, begins a new one, so that two halves of the
 *     same wall-clock window are both counted
 * @param window the time covered
 */
public record SummaryId(String node, String boot, Window window) implements Comparable<SummaryId> {
  private static final Comparator<SummaryId> ORDER =
      Comparator.comparing(SummaryId::window)
          .thenComparing(SummaryId::node)
          .thenComparing(SummaryId::boot);

  public SummaryId {
    requireNonNull(node, "node");
    requireNonNull(boot, "boot");
    requireNonNull(window, "window");
  }

  @Override
  public int compareTo(SummaryId other) {
    return ORDER.compare(this, other);
  }
}
