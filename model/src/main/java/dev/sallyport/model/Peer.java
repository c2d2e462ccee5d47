// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/** Whom a rule means at the other end. Never an address of a pod. */
public sealed interface Peer {

  /** Returns whether the party is meant. */
  boolean matches(Party party);

  /**
   * Workloads of the cluster.
   *
   * @param selector which
   */
  record Workloads(Selector selector) implements Peer {
    public Workloads {
      requireNonNull(selector, "selector");
    }

    @Override
    public boolean matches(Party party) {
      return party instanceof Workload workload && selector.matches(workload);
    }
  }

  /**
   * Hosts outside of the cluster, by the name under which they are called.
   *
   * @param name lower case; <code>*.example.com</code> for all below, not for the name itself
   */
  record Host(NamePattern name) implements Peer {
    public Host {
      requireNonNull(name, "name");
    }

    @Override
    public boolean matches(Party party) {
      return party instanceof ExternalHost host
          && (host.named() ? name.matches(host.name()) : name.equals(NamePattern.ANY));
    }
  }

  /**
   * AI services outside of the cluster.
   *
   * @param provider stable id such as <code>openai</code>; <code>*</code> for any that is known
   */
  record AiProvider(NamePattern provider) implements Peer {
    public AiProvider {
      requireNonNull(provider, "provider");
    }

    @Override
    public boolean matches(Party party) {
      return party instanceof ExternalHost host
          && AiHosts.provider(host).filter(provider::matches).isPresent();
    }
  }

  /** Whatever is outside of the cluster: callers from there, and hosts there. */
  record Internet() implements Peer {
    @Override
    public boolean matches(Party party) {
      return party instanceof OutsideClient || party instanceof ExternalHost;
    }
  }

  /** The API server of the cluster. */
  record KubeApi() implements Peer {
    @Override
    public boolean matches(Party party) {
      return party instanceof ControlPlane;
    }
  }

  /** Machines of the cluster: probes of kubelets and pods on the network of their node. */
  record Nodes() implements Peer {
    @Override
    public boolean matches(Party party) {
      return party instanceof ClusterNode;
    }
  }
}
