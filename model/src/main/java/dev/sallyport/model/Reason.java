// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * What made a decision.
 *
 * @param policy name of the policy
 * @param version its version
 * @param rule name of the rule; empty when it is the default of the policy
 */
public record Reason(PolicyId policy, long version, String rule) {
  public Reason {
    requireNonNull(policy, "policy");
    requireNonNull(rule, "rule");
  }

  /** Returns whether nothing allowed it and this policy denies what nothing allows. */
  public boolean byDefault() {
    return rule.isEmpty();
  }

  /** Returns <code>policy/rule</code>, or <code>policy (default)</code>. */
  @Override
  public String toString() {
    return byDefault() ? policy + " (default)" : policy + "/" + rule;
  }
}
