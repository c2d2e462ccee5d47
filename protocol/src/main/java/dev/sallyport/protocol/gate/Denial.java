// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Why an exchange does not pass, as far as its caller is told.
 *
 * @param decision number of the decision, by which an operator finds it again
 * @param policy who decided, as {@code policy/rule}; empty when nobody could be asked
 * @param status status to answer with where the protocol is HTTP, 400 to 599
 * @param message for whoever calls; empty for none
 * @param retryAfterSeconds when it may be tried again; empty when that would not help
 */
public record Denial(
    long decision, String policy, int status, String message, Optional<Integer> retryAfterSeconds) {
  public Denial {
    requireNonNull(policy, "policy");
    requireNonNull(message, "message");
    requireNonNull(retryAfterSeconds, "retryAfterSeconds");
  }

  /** Returns the message, or a general one that names the policy. */
  public String text() {
    if (!message.isEmpty()) {
      return message;
    }
    return policy.isEmpty() ? "denied" : "denied by policy " + policy;
  }
}
