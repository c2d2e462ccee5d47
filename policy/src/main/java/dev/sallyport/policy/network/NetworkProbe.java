// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import dev.sallyport.policy.network.NetworkPolicy.Direction;
import dev.sallyport.policy.network.NetworkPolicy.Tier;
import dev.sallyport.policy.network.NetworkRule.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One question: may this end open that port of the other, and who decides?
 *
 * @param source who opens
 * @param target who is called
 * @param transport over what
 * @param port which port
 */
public record NetworkProbe(End source, End target, Transport transport, int port) {

  /** An end of the question. */
  public sealed interface End {
    /**
     * Pods of a workload.
     *
     * @param group which
     */
    record Pods(PodGroup group) implements End {}

    /**
     * An address outside the cluster.
     *
     * @param text the address as asked
     * @param octets 4 or 16 octets
     */
    record Outside(String text, List<Byte> octets) implements End {
      /** Returns the address of that text; empty when it is none. */
      public static Optional<End> of(String text) {
        return Addresses.parse(text)
            .map(
                octets -> {
                  List<Byte> boxed = new ArrayList<>();
                  for (byte octet : octets) {
                    boxed.add(octet);
                  }
                  return new Outside(text, List.copyOf(boxed));
                });
      }

      byte[] bytes() {
        byte[] bytes = new byte[octets.size()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = octets.get(i);
        }
        return bytes;
      }
    }
  }

  /**
   * What one direction says.
   *
   * @param allowed whether it lets the connection be
   * @param because the policy and rule, or the default, that decides
   */
  public record Side(boolean allowed, String because) {}

  /**
   * The answer. Both sides must allow.
   *
   * @param egress what the caller's policies say
   * @param ingress what the callee's policies say
   */
  public record Answer(Side egress, Side ingress) {
    /** Returns whether the connection may be opened. */
    public boolean allowed() {
      return egress.allowed() && ingress.allowed();
    }
  }

  private static final Side OUTSIDE =
      new Side(true, "the cluster's policies do not bind what is outside");

  public NetworkProbe {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(transport, "transport");
    if (port < PortSet.MIN || port > PortSet.MAX) {
      throw new IllegalArgumentException("expected a port from 1 to 65535, got " + port);
    }
  }

  /** Returns what the policies answer. */
  public Answer ask(ClusterNetwork network) {
    return new Answer(
        side(network, source, target, Direction.EGRESS),
        side(network, target, source, Direction.INGRESS));
  }

  private Side side(ClusterNetwork network, End bound, End other, Direction direction) {
    if (!(bound instanceof End.Pods pods)) {
      return OUTSIDE;
    }
    List<NetworkPolicy> asked =
        network.policies().stream()
            .filter(each -> each.rules(direction).isPresent())
            .filter(each -> each.subject().selects(pods.group()))
            .toList();
    for (Tier tier : Tier.values()) {
      Optional<Side> decided = decided(asked, tier, other, direction);
      if (decided.isPresent()) {
        return decided.get();
      }
    }
    return new Side(true, "no policy speaks of it, and what none speaks of is allowed");
  }

  private Optional<Side> decided(
      List<NetworkPolicy> asked, Tier tier, End other, Direction direction) {
    List<String> selecting = new ArrayList<>();
    for (NetworkPolicy policy : asked) {
      if (policy.tier() != tier) {
        continue;
      }
      selecting.add(policy.toString());
      for (NetworkRule rule : policy.rules(direction).orElseThrow()) {
        if (!matches(rule, other)) {
          continue;
        }
        if (rule.action() == Action.PASS) {
          return Optional.empty();
        }
        return Optional.of(
            new Side(
                rule.action() == Action.ALLOW,
                policy + ", " + word(direction) + " rule " + rule.name()));
      }
    }
    return tier == Tier.NAMESPACE && !selecting.isEmpty()
        ? Optional.of(new Side(false, "no rule of " + String.join(", ", selecting) + " allows it"))
        : Optional.empty();
  }

  private boolean matches(NetworkRule rule, End other) {
    boolean selected =
        switch (other) {
          case End.Pods pods -> rule.selects(pods.group());
          case End.Outside outside -> rule.selects(outside.bytes());
        };
    if (!selected) {
      return false;
    }
    Connections connections =
        target instanceof End.Pods called ? rule.connections(called.group()) : rule.connections();
    return connections.contains(transport, port);
  }

  private static String word(Direction direction) {
    return direction == Direction.INGRESS ? "ingress" : "egress";
  }
}
