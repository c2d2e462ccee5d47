// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Response;
import dev.sallyport.model.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * What the policies of one end say about a connection, tier by tier from the top.
 *
 * @param tiers tiers that say anything
 */
record SideRules(List<TierRules> tiers) {
  static final SideRules NONE = new SideRules(List.of());

  static SideRules of(List<CompiledPolicy> policies, Side side, Ends ends) {
    List<TierRules> tiers = new ArrayList<>();
    for (PolicyTier tier : PolicyTier.values()) {
      TierRules rules =
          TierRules.of(
              policies.stream().filter(each -> each.policy().tier() == tier).toList(), side, ends);
      if (!rules.isEmpty()) {
        tiers.add(rules);
      }
    }
    return tiers.isEmpty() ? NONE : new SideRules(List.copyOf(tiers));
  }

  /**
   * Returns how far anything that can change whether it passes, and how, may look. A tier below one
   * that settles every case is never asked.
   */
  Needs needs() {
    Needs needs = Needs.NOTHING;
    for (TierRules tier : tiers) {
      for (CompiledRule each : tier.denies()) {
        needs = needs.max(each.test().needs()).max(Needs.PARTIES);
      }
      if (tier.denies().stream().anyMatch(each -> each.test().equals(Tests.TRUE))) {
        return Needs.PARTIES.max(above(tier));
      }
      for (CompiledRule each : tier.allows()) {
        needs = needs.max(each.test().needs()).max(Needs.PARTIES);
      }
      for (CompiledRule each : tier.others()) {
        if (!(each.rule().response() instanceof Response.Alert)) {
          needs = needs.max(each.test().needs()).max(Needs.PARTIES);
        }
      }
      if (!tier.defaults().isEmpty()) {
        return needs.max(Needs.PARTIES);
      }
      if (tier.allows().stream().anyMatch(each -> each.test().equals(Tests.TRUE))) {
        return needs;
      }
    }
    return needs;
  }

  /** What the tiers above one need, of which only those that may allow matter: it denies anyway. */
  private Needs above(TierRules denying) {
    Needs needs = Needs.NOTHING;
    for (TierRules tier : tiers) {
      if (tier == denying) {
        return needs;
      }
      boolean mayAllow = !tier.allows().isEmpty();
      for (CompiledRule each : tier.allows()) {
        needs = needs.max(each.test().needs());
      }
      if (mayAllow) {
        for (CompiledRule each : tier.denies()) {
          needs = needs.max(each.test().needs());
        }
        for (CompiledRule each : tier.others()) {
          needs = needs.max(each.test().needs());
        }
      }
    }
    return needs;
  }

  /** Returns how far anything may look, alerts included. */
  Needs reach() {
    Needs needs = Needs.NOTHING;
    for (TierRules tier : tiers) {
      needs = needs.max(Needs.PARTIES);
      for (List<CompiledRule> rules : List.of(tier.denies(), tier.allows(), tier.others())) {
        for (CompiledRule each : rules) {
          needs = needs.max(each.test().needs());
        }
      }
    }
    return needs;
  }
}
