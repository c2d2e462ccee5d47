// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Reason;
import java.util.List;

/**
 * Something about a policy that its author may not have meant. Nothing is refused for it.
 *
 * @param kind what it is
 * @param policy the policy that is spoken of
 * @param rule its rule; empty when it is the policy as a whole
 * @param others what else is involved
 * @param text a sentence for people
 */
public record Remark(Kind kind, PolicyId policy, String rule, List<Reason> others, String text) {

  /** What may be wrong. */
  public enum Kind {
    /** Another rule of the same tier wants the opposite of some of the same exchanges. */
    CONFLICT,
    /** It never matters, since something else settles all that it speaks of. */
    SHADOWED,
    /** It changes nothing: it selects nothing, never holds, or says what holds anyway. */
    USELESS
  }

  public Remark {
    requireNonNull(kind, "kind");
    requireNonNull(policy, "policy");
    requireNonNull(rule, "rule");
    others = List.copyOf(others);
    requireNonNull(text, "text");
  }

  @Override
  public String toString() {
    return policy + (rule.isEmpty() ? "" : "/" + rule) + ": " + text;
  }
}
