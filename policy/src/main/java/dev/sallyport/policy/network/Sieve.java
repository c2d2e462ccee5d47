// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import dev.sallyport.policy.network.NetworkPolicy.Tier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the policies of one pod and direction leave open towards one other end: what no tier decided
 * yet falls through to the next. Rules must come in the order of {@link NetworkPolicy#ORDER}.
 */
final class Sieve {
  private Connections allowed = Connections.NONE;
  private Connections undecided = Connections.ALL;
  private Connections passed = Connections.NONE;

  /** Applies one rule that matches {@code matched}. */
  void apply(NetworkRule.Action action, Connections matched, Algebra algebra) {
    if (undecided.isNone() || matched.isNone()) {
      return;
    }
    Connections hit = algebra.intersect(undecided, matched);
    if (hit.isNone()) {
      return;
    }
    undecided = algebra.minus(undecided, hit);
    switch (action) {
      case ALLOW -> allowed = algebra.union(allowed, hit);
      case PASS -> passed = algebra.union(passed, hit);
      case DENY -> {}
    }
  }

  /** Ends a tier: what it passed on is open again for the next. */
  void endTier(Algebra algebra) {
    undecided = algebra.union(undecided, passed);
    passed = Connections.NONE;
  }

  /** Ends the tier of namespaces for a pod that one of its policies selects: the rest is denied. */
  void closeRest() {
    undecided = Connections.NONE;
  }

  /** Returns what may be opened: what was allowed, and what nobody spoke of. */
  Connections result(Algebra algebra) {
    return algebra.union(allowed, undecided);
  }

  /** The algebra of connections with its few different results remembered and shared. */
  static final class Algebra {
    private static final int REMEMBERED_MAX = 1 << 16;

    private record Pair(Connections a, Connections b) {}

    private final Map<Pair, Connections> unions = new HashMap<>();
    private final Map<Pair, Connections> intersections = new HashMap<>();
    private final Map<Pair, Connections> differences = new HashMap<>();

    Connections union(Connections a, Connections b) {
      if (a == b || b.isNone()) {
        return a;
      }
      if (a.isNone()) {
        return b;
      }
      bound(unions);
      return unions.computeIfAbsent(new Pair(a, b), pair -> pair.a.union(pair.b));
    }

    Connections intersect(Connections a, Connections b) {
      if (a == b || b == Connections.ALL || a.isNone()) {
        return a;
      }
      if (a == Connections.ALL || b.isNone()) {
        return b;
      }
      bound(intersections);
      return intersections.computeIfAbsent(new Pair(a, b), pair -> pair.a.intersect(pair.b));
    }

    Connections minus(Connections a, Connections b) {
      if (a == b) {
        return Connections.NONE;
      }
      bound(differences);
      return differences.computeIfAbsent(new Pair(a, b), pair -> pair.a.minus(pair.b));
    }

    private static void bound(Map<Pair, Connections> remembered) {
      if (remembered.size() >= REMEMBERED_MAX) {
        remembered.clear();
      }
    }
  }

  /** Returns whether any of the policies is of that tier. */
  static boolean any(List<NetworkPolicy> policies, Tier tier) {
    return policies.stream().anyMatch(policy -> policy.tier() == tier);
  }
}
