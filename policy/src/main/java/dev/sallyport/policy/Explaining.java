// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Condition;
import dev.sallyport.model.Decision;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Response;
import dev.sallyport.model.Side;
import dev.sallyport.policy.Explanation.Applies;
import dev.sallyport.policy.Explanation.Asked;
import dev.sallyport.policy.Explanation.Judged;
import dev.sallyport.policy.Explanation.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks every rule one by one, without any index. */
final class Explaining {
  private final Ends ends;
  private final Known known;
  private final Set<Reason> deciding;

  private Explaining(Ends ends, Known known, Decision decision) {
    this.ends = ends;
    this.known = known;
    this.deciding = new HashSet<>(decision.reasons());
    decision.alerts().forEach(each -> deciding.add(each.reason()));
  }

  /**
   * Explains a decision.
   *
   * @param upkeep whether a default would deny it, and does not since it only keeps a session going
   * @param outbound policies of who calls
   * @param actingOutbound those of them that act
   * @param inbound policies of who is called
   * @param actingInbound those of them that act
   */
  static Explanation of(
      Ends ends,
      Known known,
      Decision decision,
      boolean upkeep,
      List<CompiledPolicy> outbound,
      List<CompiledPolicy> actingOutbound,
      List<CompiledPolicy> inbound,
      List<CompiledPolicy> actingInbound) {
    Explaining explaining = new Explaining(ends, known, decision);
    List<Asked> tiers = new ArrayList<>();
    explaining.side(Side.OUTBOUND, outbound, actingOutbound, tiers);
    explaining.side(Side.INBOUND, inbound, actingInbound, tiers);
    return new Explanation(decision, upkeep, tiers);
  }

  private void side(
      Side side, List<CompiledPolicy> policies, List<CompiledPolicy> acting, List<Asked> tiers) {
    boolean settled = false;
    for (PolicyTier tier : PolicyTier.values()) {
      List<Judged> rules = new ArrayList<>();
      List<Reason> defaults = new ArrayList<>();
      for (CompiledPolicy policy : policies) {
        if (policy.policy().tier() != tier) {
          continue;
        }
        boolean acts = acting.contains(policy);
        policy.rules().stream()
            .filter(each -> each.rule().side() == side)
            .forEach(each -> rules.add(judge(each, acts)));
        if (acts && policy.policy().deniesByDefault(side)) {
          defaults.add(policy.byDefault());
        }
      }
      if (rules.isEmpty() && defaults.isEmpty()) {
        continue;
      }
      Outcome outcome = settled ? Outcome.NOT_ASKED : outcome(rules, defaults);
      settled |= outcome != Outcome.SILENT;
      tiers.add(new Asked(side, tier, outcome, rules, defaults));
    }
  }

  private static Outcome outcome(List<Judged> rules, List<Reason> defaults) {
    if (rules.stream().anyMatch(each -> applies(each) && isDenial(each))) {
      return Outcome.DENIES;
    }
    if (rules.stream()
        .anyMatch(each -> applies(each) && each.response() instanceof Response.Allow)) {
      return Outcome.ALLOWS;
    }
    return defaults.isEmpty() ? Outcome.SILENT : Outcome.DENIES_BY_DEFAULT;
  }

  private static boolean applies(Judged rule) {
    return rule.acts() && rule.applies() == Applies.YES;
  }

  private static boolean isDenial(Judged rule) {
    return rule.response() instanceof Response.Deny;
  }

  private Judged judge(CompiledRule rule, boolean acts) {
    Truth truth = rule.test().bind(ends).of(known);
    Applies applies =
        switch (truth) {
          case TRUE -> Applies.YES;
          case FALSE -> Applies.NO;
          case UNKNOWN -> Applies.OPEN;
        };
    return new Judged(
        rule.reason(),
        rule.rule().response(),
        acts,
        applies,
        truth == Truth.TRUE ? "" : because(rule, truth),
        deciding.contains(rule.reason()));
  }

  /** Names the first part of the condition that is as the whole is. */
  private String because(CompiledRule rule, Truth truth) {
    List<Condition> parts = new ArrayList<>();
    flatten(rule.rule().condition(), parts);
    for (Condition part : parts) {
      Truth one = Lowering.part(rule.rule(), part).bind(ends).of(known);
      if (one == truth) {
        return truth == Truth.UNKNOWN ? open(part) : not(part);
      }
    }
    return truth == Truth.UNKNOWN ? "not enough is known yet" : "its condition does not hold";
  }

  private static void flatten(Condition condition, List<Condition> parts) {
    if (condition instanceof Condition.AllOf all) {
      all.parts().forEach(each -> flatten(each, parts));
    } else {
      parts.add(condition);
    }
  }

  private static String not(Condition part) {
    return switch (part) {
      case Condition.From _ -> "another one calls";
      case Condition.To _ -> "another one is called";
      case Condition.Calls _ -> "another call is made";
      case Condition.Carries _ -> "no such data was seen";
      case Condition.Shows _ -> "no such attack was seen";
      case Condition.When when -> "does not hold: " + when.expression();
      case Condition.Not _ -> "what it excludes is the case";
      case Condition.AnyOf _ -> "none of its alternatives is the case";
      case Condition.AllOf _ -> "its condition does not hold";
    };
  }

  private static String open(Condition part) {
    return switch (part) {
      case Condition.Calls _ -> "the call is not known yet";
      case Condition.Carries _ -> "the content is not known whole yet";
      case Condition.Shows _ -> "the content is not known whole yet";
      case Condition.When when -> "not known yet: " + when.expression();
      default -> "not enough is known yet";
    };
  }
}
