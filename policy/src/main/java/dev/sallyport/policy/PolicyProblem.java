// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.PolicyId;

/**
 * Why a policy is refused. A refused policy is left out whole, never applied in part.
 *
 * @param policy its name
 * @param field where it stands, for example {@code rules[no-delete].calls}
 * @param message what is wrong and what would be right
 */
public record PolicyProblem(PolicyId policy, String field, String message) {
  public PolicyProblem {
    requireNonNull(policy, "policy");
    requireNonNull(field, "field");
    requireNonNull(message, "message");
  }

  @Override
  public String toString() {
    return policy + ": " + field + ": " + message;
  }
}
