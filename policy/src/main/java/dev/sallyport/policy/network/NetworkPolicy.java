// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A network policy of any kind.
 *
 * @param kind its Kubernetes kind
 * @param name <code>namespace/name</code>, or the name alone when it is of the whole cluster
 * @param tier when it is asked
 * @param priority order in its tier, lower first; 0 where the kind has none
 * @param subject the pods it is about
 * @param ingress rules for what is opened to them; empty when it says nothing about that
 * @param egress rules for what they open; empty when it says nothing about that
 */
public record NetworkPolicy(
    String kind,
    String name,
    Tier tier,
    int priority,
    Peer subject,
    Optional<List<NetworkRule>> ingress,
    Optional<List<NetworkRule>> egress) {
  /** The order in which policies are asked. */
  static final Comparator<NetworkPolicy> ORDER =
      Comparator.comparing(NetworkPolicy::tier)
          .thenComparingInt(NetworkPolicy::priority)
          .thenComparing(NetworkPolicy::name);

  /** When a policy is asked: the first tier that decides, decides. */
  public enum Tier {
    /** By the administrator, before the owners of namespaces. */
    ADMIN,
    /** By the owner of a namespace: a pod that one selects allows only what one allows. */
    NAMESPACE,
    /** By the administrator, where no policy of a namespace selects the pod. */
    BASELINE
  }

  /** A direction, as seen from the subject. */
  public enum Direction {
    INGRESS,
    EGRESS
  }

  public NetworkPolicy {
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
    requireNonNull(tier, "tier");
    requireNonNull(subject, "subject");
    ingress = ingress.map(List::copyOf);
    egress = egress.map(List::copyOf);
  }

  Optional<List<NetworkRule>> rules(Direction direction) {
    return direction == Direction.INGRESS ? ingress : egress;
  }

  /** Returns <code>Kind name</code>. */
  @Override
  public String toString() {
    return kind + " " + name;
  }
}
