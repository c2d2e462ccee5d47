// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a blueprint rests on: which nodes and windows are in it and what is missing.
 *
 * @param nodes one line per node that reported or is expected to
 * @param missing sentences for people, one per gap; empty when nothing is known to be missing
 * @param openBefore connections that were open before capture began
 */
public record Provenance(List<NodeProvenance> nodes, List<String> missing, OpenBefore openBefore) {
  public Provenance {
    requireNonNull(openBefore, "openBefore");
    nodes = List.copyOf(nodes);
    missing = List.copyOf(missing);
  }

  /** Returns whether nothing is known to be missing. */
  public boolean complete() {
    return missing.isEmpty();
  }
}
