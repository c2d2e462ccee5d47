// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;

/**
 * What a policy said of exchanges of an edge, and what was done.
 *
 * @param policy {@code namespace/name}, or the name alone of a policy of the whole cluster; {@code
 *     none} for exchanges that could not be checked, {@code others} for what is not told apart
 * @param version version of the policy that said it
 * @param rule name of the rule; empty for the default of the policy
 * @param says {@code allow}, {@code redact}, {@code throttle}, {@code deny} or {@code alert}
 * @param done {@code applied}, {@code observed}, {@code failed-open} or {@code failed-closed}
 * @param wouldBe whether it is only what would have happened if the policies that observe had acted
 * @param exchanges exchanges of which it was said
 * @param lastSeen the latest of them
 */
public record RulingView(
    String policy,
    long version,
    String rule,
    String says,
    String done,
    boolean wouldBe,
    long exchanges,
    Instant lastSeen) {}
