// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Policy;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Response;
import dev.sallyport.model.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one tier says about one side of a connection, each list in a fixed order: what looks least
 * far first, then by name, so that who is named as the reason does not depend on chance.
 *
 * @param denies rules that deny
 * @param allows rules that allow
 * @param others rules that settle nothing
 * @param defaults policies that deny what nothing allows
 */
record TierRules(
    List<CompiledRule> denies,
    List<CompiledRule> allows,
    List<CompiledRule> others,
    List<Reason> defaults) {

  static TierRules of(List<CompiledPolicy> policies, Side side, Ends ends) {
    List<CompiledRule> denies = new ArrayList<>();
    List<CompiledRule> allows = new ArrayList<>();
    List<CompiledRule> others = new ArrayList<>();
    List<Reason> defaults = new ArrayList<>();
    for (CompiledPolicy policy : policies) {
      for (CompiledRule rule : policy.rules()) {
        if (rule.rule().side() != side) {
          continue;
        }
        CompiledRule bound = rule.bind(ends);
        if (!bound.test().equals(Tests.FALSE)) {
          (switch (rule.rule().response()) {
                case Response.Deny _ -> denies;
                case Response.Allow _ -> allows;
                default -> others;
              })
              .add(bound);
        }
      }
      if (policy.policy().deniesByDefault(side)) {
        defaults.add(policy.byDefault());
      }
    }
    return new TierRules(ordered(denies), ordered(allows), ordered(others), List.copyOf(defaults));
  }

  private static List<CompiledRule> ordered(List<CompiledRule> rules) {
    rules.sort(Comparator.comparing(each -> each.test().needs()));
    return List.copyOf(rules);
  }

  boolean isEmpty() {
    return denies.isEmpty() && allows.isEmpty() && others.isEmpty() && defaults.isEmpty();
  }

  /** Returns whether the policy still has a say here. */
  boolean speaksFor(Policy policy) {
    return defaults.stream().anyMatch(each -> each.policy().equals(policy.id()))
        || anyOf(denies, policy)
        || anyOf(allows, policy)
        || anyOf(
            others.stream()
                .filter(each -> !(each.rule().response() instanceof Response.Alert))
                .toList(),
            policy);
  }

  private static boolean anyOf(List<CompiledRule> rules, Policy policy) {
    return rules.stream().anyMatch(each -> each.reason().policy().equals(policy.id()));
  }
}
