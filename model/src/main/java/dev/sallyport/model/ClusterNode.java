// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A machine of the cluster. Host-network pods and the kubelet share its addresses, so traffic from
 * them is the node's unless the socket's owner is known.
 *
 * @param name name of the Kubernetes Node
 */
public record ClusterNode(String name) implements Party {
  public ClusterNode {
    requireNonNull(name, "name");
  }

  @Override
  public String key() {
    return "node/" + name;
  }

  @Override
  public String displayName() {
    return "node " + name;
  }
}
