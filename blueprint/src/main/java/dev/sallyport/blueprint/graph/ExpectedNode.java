// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

/**
 * A node that should report, as the cluster and the link know it.
 *
 * @param name name of the node
 * @param connected whether its link is up
 */
public record ExpectedNode(String name, boolean connected) {
  public ExpectedNode {
    requireNonNull(name, "name");
  }
}
