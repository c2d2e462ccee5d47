// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Reason;
import dev.sallyport.model.Rule;
import org.jspecify.annotations.Nullable;

/**
 * A rule with its condition made ready.
 *
 * @param rule as written
 * @param reason how it is named in decisions
 * @param test its condition; of a policy as a whole, or folded for the ends of one connection
 */
record CompiledRule(Rule rule, Reason reason, Test test) {
  CompiledRule bind(Ends ends) {
    return new CompiledRule(rule, reason, test.bind(ends));
  }

  /** A rule stands for itself: two of the same words are two. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CompiledRule that && rule == that.rule && test.equals(that.test);
  }

  @Override
  public int hashCode() {
    return reason.hashCode();
  }
}
