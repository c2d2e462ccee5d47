// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * A rule that was looked at.
 *
 * @param policy id of its policy
 * @param version version of the policy
 * @param rule its name
 * @param then {@code allow}, {@code deny}, {@code redact}, {@code throttle} or {@code alert}
 * @param acts whether its policy acts here, rather than only observing
 * @param applies {@code yes}, {@code no}, or {@code open} where that depends on what is not known
 * @param because what made it not apply, or what has to be known first; empty when it applies
 * @param decides whether it is among what made the decision
 */
public record ExplainedRuleView(
    String policy,
    long version,
    String rule,
    String then,
    boolean acts,
    String applies,
    String because,
    boolean decides) {}
