// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * Name of a policy in its cluster.
 *
 * @param namespace Kubernetes namespace; empty for a policy of the whole cluster
 * @param name name of the object
 */
public record PolicyId(String namespace, String name) implements Comparable<PolicyId> {
  public PolicyId {
    requireNonNull(namespace, "namespace");
    requireNonNull(name, "name");
  }

  /** Returns whether it speaks for the whole cluster. */
  public boolean clusterWide() {
    return namespace.isEmpty();
  }

  @Override
  public int compareTo(PolicyId other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  /** Returns <code>namespace/name</code>, or the name alone for a policy of the whole cluster. */
  @Override
  public String toString() {
    return clusterWide() ? name : namespace + "/" + name;
  }
}
