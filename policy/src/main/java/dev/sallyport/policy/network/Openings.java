// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import dev.sallyport.policy.network.NetworkPolicy.Direction;
import dev.sallyport.policy.network.NetworkPolicy.Tier;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * For each pod of a cluster, what its policies leave open in one direction: towards each other pod
 * and towards each range of outside addresses.
 */
final class Openings {
  private final ClusterNetwork network;
  private final Direction direction;
  private final Sieve.Algebra algebra;
  private final List<NetworkPolicy> speaking;
  private final Map<NetworkRule, BitSet> meant = new IdentityHashMap<>();
  private final Map<NetworkRule, Map<List<PodGroup.NamedPort>, Connections>> named =
      new IdentityHashMap<>();

  /** What is open between one pod and everybody else. */
  record Opening(Connections[] pods, List<AddressRange> ranges, Connections[] outside) {}

  Openings(ClusterNetwork network, Direction direction, Sieve.Algebra algebra) {
    this.network = network;
    this.direction = direction;
    this.algebra = algebra;
    this.speaking =
        network.policies().stream().filter(each -> each.rules(direction).isPresent()).toList();
  }

  /** Returns what is open to or from the pods of that group. */
  Opening of(PodGroup subject) {
    List<NetworkPolicy> asked =
        speaking.stream().filter(each -> each.subject().selects(subject)).toList();
    List<AddressRange> ranges = ranges(asked);
    List<PodGroup> pods = network.pods();
    Sieve[] toPods = sieves(pods.size());
    Sieve[] toRanges = sieves(ranges.size());
    Tier tier = Tier.ADMIN;
    for (NetworkPolicy policy : asked) {
      for (; tier != policy.tier(); tier = Tier.values()[tier.ordinal() + 1]) {
        endTier(tier, asked, toPods, toRanges);
      }
      for (NetworkRule rule : policy.rules(direction).orElseThrow()) {
        apply(rule, subject, toPods);
        apply(rule, subject, ranges, toRanges);
      }
    }
    endTier(tier, asked, toPods, toRanges);
    return new Opening(results(toPods), ranges, results(toRanges));
  }

  private void apply(NetworkRule rule, PodGroup subject, Sieve[] sieves) {
    BitSet peers = meant.computeIfAbsent(rule, this::pods);
    boolean each = direction == Direction.EGRESS && rule.namesPorts();
    Connections same = each ? Connections.NONE : rule.connections(subject);
    for (int i = peers.nextSetBit(0); i >= 0; i = peers.nextSetBit(i + 1)) {
      sieves[i].apply(
          rule.action(), each ? connections(rule, network.pods().get(i)) : same, algebra);
    }
  }

  private void apply(
      NetworkRule rule, PodGroup subject, List<AddressRange> ranges, Sieve[] sieves) {
    Connections matched =
        direction == Direction.INGRESS ? rule.connections(subject) : rule.connections();
    for (int i = 0; i < sieves.length; i++) {
      if (rule.selects(Addresses.octets(ranges.get(i).first()))) {
        sieves[i].apply(rule.action(), matched, algebra);
      }
    }
  }

  /** Pods that name the same ports are called alike. */
  private Connections connections(NetworkRule rule, PodGroup called) {
    return named
        .computeIfAbsent(rule, key -> new HashMap<>())
        .computeIfAbsent(called.ports(), key -> rule.connections(called));
  }

  private void endTier(Tier tier, List<NetworkPolicy> asked, Sieve[] pods, Sieve[] ranges) {
    boolean closes = tier == Tier.NAMESPACE && Sieve.any(asked, Tier.NAMESPACE);
    for (Sieve[] sieves : List.of(pods, ranges)) {
      for (Sieve sieve : sieves) {
        if (closes) {
          sieve.closeRest();
        } else {
          sieve.endTier(algebra);
        }
      }
    }
  }

  private BitSet pods(NetworkRule rule) {
    BitSet peers = new BitSet();
    for (int i = 0; i < network.pods().size(); i++) {
      if (rule.selects(network.pods().get(i))) {
        peers.set(i);
      }
    }
    return peers;
  }

  /** Cuts all addresses where a rule may begin or cease to mean them. */
  private List<AddressRange> ranges(List<NetworkPolicy> asked) {
    TreeSet<Long> starts = new TreeSet<>();
    starts.add(AddressRange.ALL.first());
    for (NetworkPolicy policy : asked) {
      for (NetworkRule rule : policy.rules(direction).orElseThrow()) {
        for (Peer peer : rule.peers()) {
          if (peer instanceof Peer.Outside outside) {
            starts.addAll(outside.block().edges());
          }
        }
      }
    }
    starts.remove(AddressRange.ALL.last() + 1);
    List<AddressRange> ranges = new ArrayList<>();
    for (Long start : starts) {
      Long next = starts.higher(start);
      ranges.add(new AddressRange(start, next == null ? AddressRange.ALL.last() : next - 1));
    }
    return ranges;
  }

  private Connections[] results(Sieve[] sieves) {
    Connections[] results = new Connections[sieves.length];
    for (int i = 0; i < sieves.length; i++) {
      results[i] = sieves[i].result(algebra);
    }
    return results;
  }

  private static Sieve[] sieves(int count) {
    Sieve[] sieves = new Sieve[count];
    for (int i = 0; i < count; i++) {
      sieves[i] = new Sieve();
    }
    return sieves;
  }
}
