// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;

/**
 * What a blueprint rests on.
 *
 * @param nodes one entry per node
 * @param complete whether nothing is known to be missing
 * @param missing sentences, one per gap
 */
public record ProvenanceView(
    List<NodeProvenanceView> nodes, boolean complete, List<String> missing) {
  public ProvenanceView {
    nodes = List.copyOf(nodes);
    missing = List.copyOf(missing);
  }
}
