// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;

/**
 * Edges on their own, as a table shows them.
 *
 * @param edges the edges
 */
public record EdgeList(List<EdgeView> edges) {
  public EdgeList {
    edges = List.copyOf(edges);
  }
}
