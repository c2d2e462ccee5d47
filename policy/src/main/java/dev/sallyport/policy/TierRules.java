// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one tier says about one side of a connection.
 *
 * @param denies rules that deny
 * @param allows rules that allow
 * @param others rules that settle nothing but change what passes
 * @param alerts rules that want somebody to be told
 * @param defaults policies that deny what nothing allows
 * @param speakers policies that have a say in whether it passes and how
 */
record TierRules(
    RuleList denies,
    RuleList allows,
    RuleList others,
    RuleList alerts,
    List<Reason> defaults,
    Set<PolicyId> speakers) {

  static TierRules of(List<BoundPolicy> policies) {
    List<CompiledRule> denies = new ArrayList<>();
    List<CompiledRule> allows = new ArrayList<>();
    List<CompiledRule> others = new ArrayList<>();
    List<CompiledRule> alerts = new ArrayList<>();
    List<Reason> defaults = new ArrayList<>();
    Set<PolicyId> speakers = new HashSet<>();
    for (BoundPolicy policy : policies) {
      PolicyId id = policy.policy().policy().id();
      for (CompiledRule rule : policy.rules()) {
        (switch (rule.rule().response()) {
              case Response.Deny _ -> denies;
              case Response.Allow _ -> allows;
              case Response.Alert _ -> alerts;
              case Response.Redact _, Response.Throttle _ -> others;
            })
            .add(rule);
        if (!(rule.rule().response() instanceof Response.Alert)) {
          speakers.add(id);
        }
      }
      if (policy.denies()) {
        defaults.add(policy.policy().byDefault());
        speakers.add(id);
      }
    }
    return new TierRules(
        RuleList.distinct(denies),
        RuleList.distinct(allows),
        RuleList.of(others),
        RuleList.of(alerts),
        List.copyOf(defaults),
        speakers);
  }

  boolean isEmpty() {
    return denies.isEmpty()
        && allows.isEmpty()
        && others.isEmpty()
        && alerts.isEmpty()
        && defaults.isEmpty();
  }

  /** Returns how far anything may look. */
  Needs reach() {
    return denies
        .needs()
        .max(allows.needs())
        .max(others.needs())
        .max(alerts.needs())
        .max(Needs.PARTIES);
  }
}
