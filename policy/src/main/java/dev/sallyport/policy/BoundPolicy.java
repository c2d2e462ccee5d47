// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a policy for one side of a connection of which the ends are known. Equal when the
 * same is left of the same policy, so that the many pairs for which that is so share it.
 *
 * @param policy the policy
 * @param rules its rules that may hold, folded
 * @param denies whether it denies what nothing allows
 */
record BoundPolicy(CompiledPolicy policy, List<CompiledRule> rules, boolean denies) {

  /** Folds policies, those of which nothing is left omitted. */
  static List<BoundPolicy> of(List<CompiledPolicy> policies, Side side, Ends ends) {
    List<BoundPolicy> bound = new ArrayList<>();
    for (CompiledPolicy policy : policies) {
      List<CompiledRule> rules = new ArrayList<>(policy.rules().size());
      for (CompiledRule rule : policy.rules()) {
        CompiledRule folded = rule.rule().side() == side ? rule.bind(ends) : rule;
        if (rule.rule().side() == side && !folded.test().equals(Tests.FALSE)) {
          rules.add(folded);
        }
      }
      boolean denies = policy.policy().deniesByDefault(side);
      if (denies || !rules.isEmpty()) {
        bound.add(new BoundPolicy(policy, List.copyOf(rules), denies));
      }
    }
    return List.copyOf(bound);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BoundPolicy that
        && policy == that.policy
        && denies == that.denies
        && rules.equals(that.rules);
  }

  @Override
  public int hashCode() {
    return policy.byDefault().hashCode() * 31 + rules.size();
  }
}
