// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * One sentence of a policy.
 *
 * @param name unique in the policy
 * @param side which traffic of the protected workloads it speaks of
 * @param condition when it applies
 * @param response what is to be done then
 */
public record Rule(String name, Side side, Condition condition, Response response) {
  public Rule {
    requireNonNull(name, "name");
    requireNonNull(side, "side");
    requireNonNull(condition, "condition");
    requireNonNull(response, "response");
  }
}
