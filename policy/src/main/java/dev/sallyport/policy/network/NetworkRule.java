// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One rule of a policy in one direction.
 *
 * @param name its name, or its number from 1
 * @param action what becomes of what matches
 * @param peers the other ends; one of them must select
 * @param ports the ports; one of them must match
 */
public record NetworkRule(String name, Action action, List<Peer> peers, List<PortMatch> ports) {
  /** Matches every port. */
  public static final List<PortMatch> EVERY_PORT = List.of(new PortMatch.Numbers(Connections.ALL));

  /** What becomes of what a rule matches. */
  public enum Action {
    /** It may be opened. */
    ALLOW,
    /** It may not. */
    DENY,
    /** The rest of the tier is skipped, the next decides. */
    PASS
  }

  public NetworkRule {
    requireNonNull(name, "name");
    requireNonNull(action, "action");
    peers = List.copyOf(peers);
    ports = List.copyOf(ports);
  }

  boolean selects(PodGroup pods) {
    return peers.stream().anyMatch(peer -> peer.selects(pods));
  }

  boolean selects(byte[] outside) {
    return peers.stream().anyMatch(peer -> peer.selects(outside));
  }

  /** Returns whether the ports depend on who is called. */
  boolean namesPorts() {
    return ports.stream().anyMatch(PortMatch.Named.class::isInstance);
  }

  /** Returns what it matches towards an end that names no ports. */
  Connections connections() {
    Connections all = Connections.NONE;
    for (PortMatch port : ports) {
      if (port instanceof PortMatch.Numbers numbers) {
        all = all.union(numbers.connections());
      }
    }
    return all;
  }

  /** Returns what it matches where those pods are called. */
  Connections connections(PodGroup called) {
    Connections all = Connections.NONE;
    for (PortMatch port : ports) {
      all =
          all.union(
              switch (port) {
                case PortMatch.Numbers numbers -> numbers.connections();
                case PortMatch.Named named -> called.named(named.name(), named.transport());
              });
    }
    return all;
  }
}
