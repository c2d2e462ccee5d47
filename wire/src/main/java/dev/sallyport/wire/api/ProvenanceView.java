// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a blueprint rests on.
 *
 * @param nodes one entry per node
 * @param complete whether nothing is known to be missing
 * @param missing sentences, one per gap
 * @param openBefore connections that were open before capture began; absent where there were none
 */
public record ProvenanceView(
    List<NodeProvenanceView> nodes,
    boolean complete,
    List<String> missing,
    @Nullable OpenBeforeView openBefore) {
  public ProvenanceView {
    nodes = List.copyOf(nodes);
    missing = List.copyOf(missing);
  }
}
