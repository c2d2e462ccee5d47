// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the policies of one end say about a connection, tier by tier from the top. What it comes to
 * for an exchange is one number, so that asking makes no objects; the methods that take an outcome
 * read it.
 */
final class SideRules {
  static final SideRules NONE = new SideRules(List.of());

  /** Nothing settles it. */
  private static final int SILENT = 0;

  private static final int ALLOWED = 1;
  private static final int DENIED = 2;
  private static final int BY_DEFAULT = 3;
  private static final long KIND = 3;
  private static final int TIER_SHIFT = 2;
  private static final long MAY_DENY = 1 << 4;
  private static final long MAY_ALLOW = 1 << 5;
  private static final long MAY_ALTER = 1 << 6;

  /** Rules that settle nothing are to be looked up. */
  private static final long OTHERS = 1 << 7;

  private static final int POSITION_SHIFT = 8;

  private final TierRules[] tiers;

  private SideRules(List<TierRules> tiers) {
    this.tiers = tiers.toArray(TierRules[]::new);
  }

  static SideRules of(List<BoundPolicy> policies) {
    List<TierRules> tiers = new ArrayList<>();
    for (PolicyTier tier : PolicyTier.values()) {
      TierRules rules =
          TierRules.of(
              policies.stream().filter(each -> each.policy().policy().tier() == tier).toList());
      if (!rules.isEmpty()) {
        tiers.add(rules);
      }
    }
    return tiers.isEmpty() ? NONE : new SideRules(tiers);
  }

  List<TierRules> tiers() {
    return List.of(tiers);
  }

  boolean isEmpty() {
    return tiers.length == 0;
  }

  /** Asks tier by tier until one settles it. */
  long ask(Known known) {
    long flags = 0;
    boolean reached = true;
    for (int i = 0; i < tiers.length; i++) {
      TierRules tier = tiers[i];
      int other = tier.others().first(known);
      if (other >= 0) {
        flags |= OTHERS | (reached && !tier.others().maybe(known) ? 0 : MAY_ALTER);
      } else if (other == RuleList.MAYBE) {
        flags |= MAY_ALTER;
      }
      if (tier.alerts().first(known) >= 0) {
        flags |= OTHERS;
      }
      int denial = tier.denies().first(known);
      if (denial >= 0) {
        return outcome(DENIED, i, denial, flags | MAY_DENY);
      }
      flags |= denial == RuleList.MAYBE ? MAY_DENY : 0;
      int permission = tier.allows().first(known);
      if (permission >= 0) {
        return outcome(ALLOWED, i, permission, flags | MAY_ALLOW);
      }
      flags |= permission == RuleList.MAYBE ? MAY_ALLOW : 0;
      if (!tier.defaults().isEmpty()) {
        return outcome(BY_DEFAULT, i, 0, flags | MAY_DENY);
      }
      reached &= permission != RuleList.MAYBE;
    }
    return outcome(SILENT, Math.max(0, tiers.length - 1), 0, flags | MAY_ALLOW);
  }

  private static long outcome(int kind, int tier, int position, long flags) {
    return (long) position << POSITION_SHIFT | flags | (long) tier << TIER_SHIFT | kind;
  }

  static boolean denies(long outcome) {
    return (outcome & KIND) >= DENIED;
  }

  static boolean mayDeny(long outcome) {
    return (outcome & MAY_DENY) != 0;
  }

  static boolean mayAllow(long outcome) {
    return (outcome & MAY_ALLOW) != 0;
  }

  static boolean mayAlter(long outcome) {
    return (outcome & MAY_ALTER) != 0;
  }

  /** Returns whether rules apply that settle nothing. */
  static boolean others(long outcome) {
    return (outcome & OTHERS) != 0;
  }

  /** Returns the rule that denies; none where it is a default or nothing denies. */
  Optional<CompiledRule> denial(long outcome) {
    return (outcome & KIND) == DENIED
        ? Optional.of(tier(outcome).denies().get(position(outcome)))
        : Optional.empty();
  }

  /** Returns the rule that allows; none where nothing does. */
  Optional<CompiledRule> permission(long outcome) {
    return (outcome & KIND) == ALLOWED
        ? Optional.of(tier(outcome).allows().get(position(outcome)))
        : Optional.empty();
  }

  /** Returns the policies that deny by default; none where something else settled it. */
  List<Reason> defaults(long outcome) {
    return (outcome & KIND) == BY_DEFAULT ? tier(outcome).defaults() : List.of();
  }

  /** Adds the rules that settle nothing of all tiers that were asked. */
  void addOthers(long outcome, Known known, List<CompiledRule> into) {
    if (tiers.length > 0 && others(outcome)) {
      for (int i = 0; i <= tierNumber(outcome); i++) {
        tiers[i].others().addAll(known, into);
        tiers[i].alerts().addAll(known, into);
      }
    }
  }

  private TierRules tier(long outcome) {
    return tiers[tierNumber(outcome)];
  }

  private static int tierNumber(long outcome) {
    return (int) (outcome >> TIER_SHIFT & 3);
  }

  private static int position(long outcome) {
    return (int) (outcome >> POSITION_SHIFT);
  }

  /**
   * Returns how far anything that can change whether it passes, and how, may look. A tier below one
   * that settles every case is never asked.
   */
  Needs needs() {
    Needs needs = Needs.NOTHING;
    boolean mayAllow = false;
    for (TierRules tier : tiers) {
      if (tier.denies().always() && !mayAllow) {
        return Needs.PARTIES;
      }
      mayAllow |= !tier.allows().isEmpty();
      needs = needs.max(tier.others().needs()).max(tier.denies().needs());
      if (tier.denies().always()) {
        return needs;
      }
      needs = needs.max(tier.allows().needs());
      if (!tier.defaults().isEmpty()) {
        return mayAllow ? needs.max(Needs.PARTIES) : Needs.PARTIES;
      }
      if (tier.allows().always()) {
        return needs;
      }
    }
    return needs;
  }

  /** Returns how far anything may look, alerts included. */
  Needs reach() {
    Needs needs = Needs.NOTHING;
    for (TierRules tier : tiers) {
      needs = needs.max(tier.reach());
    }
    return needs;
  }
}
