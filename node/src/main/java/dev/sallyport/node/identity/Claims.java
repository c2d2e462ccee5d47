// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All claims to one address, oldest first. Immutable.
 *
 * @param all the claims
 */
record Claims(List<Claim> all) {
  static final Claims NONE = new Claims(List.of());

  Claims {
    all = List.copyOf(all);
  }

  /** Returns these with the pod's claim opened; nothing changes when it is open already. */
  Claims opened(String podUid, boolean sandbox, long nowNanos) {
    List<Claim> next = new ArrayList<>(all.size() + 1);
    for (Claim claim : all) {
      boolean same = claim.open() && claim.podUid().equals(podUid);
      if (same && claim.sandbox() == sandbox) {
        return this;
      }
      next.add(same ? claim.ended(nowNanos) : claim);
    }
    next.add(new Claim(podUid, sandbox, nowNanos, Long.MAX_VALUE));
    return new Claims(next);
  }

  /** Returns these with the open claim of the pod ended. */
  Claims ended(String podUid, long nowNanos) {
    return new Claims(
        all.stream().map(c -> c.podUid().equals(podUid) ? c.ended(nowNanos) : c).toList());
  }

  /** Returns these without claims that ended before {@code beforeNanos}. */
  Claims since(long beforeNanos) {
    return new Claims(all.stream().filter(c -> c.untilNanos() >= beforeNanos).toList());
  }

  /** Returns at most {@code max} claims: the oldest fold into one that belongs to nobody. */
  Claims atMost(int max) {
    if (all.size() <= max) {
      return this;
    }
    int folded = all.size() - max + 1;
    long until = all.stream().limit(folded).mapToLong(Claim::untilNanos).max().orElseThrow();
    List<Claim> next = new ArrayList<>(max);
    next.add(new Claim(Claim.FOLDED, false, all.getFirst().fromNanos(), until));
    next.addAll(all.subList(folded, all.size()));
    return new Claims(next);
  }

  /**
   * Returns the only pod that can have held the address at {@code atNanos}, when news of it may be
   * late by {@code slackNanos} either way, and news of sandboxes by {@code sandboxSlackNanos}.
   */
  Sole sole(long atNanos, long slackNanos, long sandboxSlackNanos) {
    Sole bySandbox = soleSandbox(atNanos, sandboxSlackNanos);
    if (bySandbox.podUid().isPresent()) {
      return bySandbox;
    }
    String only = null;
    boolean covers = false;
    for (Claim claim : all) {
      if (!claim.overlaps(atNanos - slackNanos, atNanos + slackNanos)) {
        continue;
      }
      if (only != null && !only.equals(claim.podUid())) {
        return Sole.SEVERAL;
      }
      only = claim.podUid();
      covers |= claim.untilNanos() >= atNanos;
    }
    if (only == null || !covers) {
      return Sole.NOBODY;
    }
    return only.equals(Claim.FOLDED) ? Sole.SEVERAL : new Sole(Optional.of(only), false);
  }

  /** Returns whether more than one pod claimed the address in that time. */
  boolean handedOver(long fromNanos, long untilNanos) {
    return all.stream()
            .filter(claim -> claim.overlaps(fromNanos, untilNanos))
            .map(Claim::podUid)
            .distinct()
            .count()
        > 1;
  }

  /** Returns whether the pod was known to hold the address at that very time. */
  boolean heldBy(String podUid, long atNanos) {
    return all.stream()
        .anyMatch(claim -> claim.podUid().equals(podUid) && claim.covers(atNanos, atNanos));
  }

  /** A sandbox that was there all the time outranks what anybody tells, but no other sandbox. */
  private Sole soleSandbox(long atNanos, long slackNanos) {
    Claim winner = null;
    for (Claim claim : all) {
      if (!claim.sandbox() || !claim.overlaps(atNanos - slackNanos, atNanos + slackNanos)) {
        continue;
      }
      boolean other = winner != null && !winner.podUid().equals(claim.podUid());
      if (other || !claim.covers(atNanos - slackNanos, atNanos + slackNanos)) {
        return Sole.NOBODY;
      }
      winner = claim;
    }
    return winner == null ? Sole.NOBODY : new Sole(Optional.of(winner.podUid()), false);
  }

  /**
   * The outcome of {@link #sole}.
   *
   * @param podUid the pod, empty when there is none or more than one
   * @param several whether there is more than one
   */
  record Sole(Optional<String> podUid, boolean several) {
    static final Sole NOBODY = new Sole(Optional.empty(), false);
    static final Sole SEVERAL = new Sole(Optional.empty(), true);
  }
}
