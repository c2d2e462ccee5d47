// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Reason;
import dev.sallyport.model.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the policies of one end come to; asks tier by tier until one settles it. */
final class SideOutcome {
  /** Rules that settle nothing and apply. */
  final List<CompiledRule> others = new ArrayList<>(2);

  /** The rule that denies; null for none. */
  @Nullable CompiledRule denial;

  /** The rule that allows; null for none. */
  @Nullable CompiledRule permission;

  /** Policies that deny by default; empty for none. */
  List<Reason> defaults = List.of();

  /** Whether more knowledge could lead to a denial. */
  boolean mayDeny;

  /** Whether more knowledge could lead to its passing. */
  boolean mayAllow;

  /** Whether more knowledge could change what is done to it when it passes. */
  boolean mayAlter;

  private SideOutcome() {}

  static SideOutcome of(SideRules rules, Known known) {
    SideOutcome outcome = new SideOutcome();
    outcome.ask(rules, known);
    return outcome;
  }

  boolean denies() {
    return denial != null || !defaults.isEmpty();
  }

  private void ask(SideRules rules, Known known) {
    boolean reached = true;
    for (TierRules tier : rules.tiers()) {
      askOthers(tier, known, reached);
      boolean maybeDenied = false;
      for (CompiledRule each : tier.denies()) {
        Truth truth = each.test().of(known);
        if (truth == Truth.TRUE) {
          denial = each;
          mayDeny = true;
          return;
        }
        maybeDenied |= truth == Truth.UNKNOWN;
      }
      mayDeny |= maybeDenied;
      boolean maybeAllowed = false;
      for (CompiledRule each : tier.allows()) {
        Truth truth = each.test().of(known);
        if (truth == Truth.TRUE) {
          permission = each;
          mayAllow = true;
          return;
        }
        maybeAllowed |= truth == Truth.UNKNOWN;
      }
      mayAllow |= maybeAllowed;
      if (!tier.defaults().isEmpty()) {
        defaults = tier.defaults();
        mayDeny = true;
        return;
      }
      reached &= !maybeAllowed;
    }
    mayAllow = true;
  }

  private void askOthers(TierRules tier, Known known, boolean reached) {
    for (CompiledRule each : tier.others()) {
      Truth truth = each.test().of(known);
      if (truth == Truth.TRUE) {
        others.add(each);
      }
      if (!(each.rule().response() instanceof Response.Alert)) {
        mayAlter |= truth == Truth.UNKNOWN || (truth == Truth.TRUE && !reached);
      }
    }
  }
}
