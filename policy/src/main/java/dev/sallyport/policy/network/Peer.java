// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

/** The other end that a rule speaks of. */
public sealed interface Peer {

  /** Returns whether pods of that group are meant. */
  boolean selects(PodGroup pods);

  /** Returns whether an address outside the cluster is meant. */
  boolean selects(byte[] outside);

  /** Every pod and every address: what an empty <code>from</code> or <code>to</code> means. */
  record Anyone() implements Peer {
    @Override
    public boolean selects(PodGroup pods) {
      return true;
    }

    @Override
    public boolean selects(byte[] outside) {
      return true;
    }
  }

  /**
   * Pods by their labels and those of their namespace.
   *
   * @param namespaces which namespaces
   * @param pods which pods in them
   */
  record Pods(LabelSelector namespaces, LabelSelector pods) implements Peer {
    public Pods {
      requireNonNull(namespaces, "namespaces");
      requireNonNull(pods, "pods");
    }

    @Override
    public boolean selects(PodGroup group) {
      return namespaces.selects(group.namespaceLabels()) && pods.selects(group.labels());
    }

    @Override
    public boolean selects(byte[] outside) {
      return false;
    }
  }

  /**
   * Pods of one namespace by their labels.
   *
   * @param namespace which namespace
   * @param pods which pods in it
   */
  record PodsOf(String namespace, LabelSelector pods) implements Peer {
    public PodsOf {
      requireNonNull(namespace, "namespace");
      requireNonNull(pods, "pods");
    }

    @Override
    public boolean selects(PodGroup group) {
      return namespace.equals(group.namespace()) && pods.selects(group.labels());
    }

    @Override
    public boolean selects(byte[] outside) {
      return false;
    }
  }

  /**
   * Addresses outside the cluster.
   *
   * @param block which addresses
   */
  record Outside(IpBlock block) implements Peer {
    public Outside {
      requireNonNull(block, "block");
    }

    @Override
    public boolean selects(PodGroup pods) {
      return false;
    }

    @Override
    public boolean selects(byte[] outside) {
      return block.contains(outside);
    }
  }
}
