// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Policy;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A policy with its rules made ready.
 *
 * @param policy as written
 * @param rules its rules, by name
 * @param byDefault how its default is named in decisions
 */
record CompiledPolicy(Policy policy, List<CompiledRule> rules, Reason byDefault) {
  CompiledPolicy {
    rules = List.copyOf(rules);
  }

  /** Makes a policy ready and adds what is wrong with it, in which case it must not be used. */
  static CompiledPolicy of(Policy policy, List<PolicyProblem> problems) {
    List<CompiledRule> rules = new ArrayList<>();
    List<Lowering.Complaint> complaints = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Rule rule : policy.rules()) {
      if (rule.name().isEmpty() || !names.add(rule.name())) {
        complaints.add(
            new Lowering.Complaint(
                "rules[" + rule.name() + "].name",
                rule.name().isEmpty()
                    ? "a rule has no name; decisions name it, so give it one"
                    : "two rules have this name; decisions name it, so make it unique"));
      }
      Reason reason = new Reason(policy.id(), policy.version(), rule.name());
      rules.add(new CompiledRule(rule, reason, Lowering.of(rule, complaints)));
    }
    if (rules.size() > PolicyLimits.DEFAULT.rules()) {
      complaints.add(
          new Lowering.Complaint(
              "rules",
              rules.size()
                  + " rules are more than the limit of "
                  + PolicyLimits.DEFAULT.rules()
                  + "; divide the policy"));
    }
    for (Lowering.Complaint each : complaints) {
      problems.add(new PolicyProblem(policy.id(), each.field(), each.message()));
    }
    rules.sort(Comparator.comparing(each -> each.rule().name()));
    return new CompiledPolicy(policy, rules, new Reason(policy.id(), policy.version(), ""));
  }
}
