// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;

/**
 * Exchanges that a rule denied, or would have denied if its policy acted.
 *
 * @param edge id of the edge
 * @param source id of who called
 * @param target id of who was called
 * @param operation what was called
 * @param policy id of the policy
 * @param version its version
 * @param rule its rule; empty for the default of the policy
 * @param wouldBe whether they passed, since the policy only observes
 * @param done {@code applied}, {@code observed}, {@code failed-open} or {@code failed-closed}
 * @param exchanges how many
 * @param lastSeen the latest
 */
public record DenialView(
    String edge,
    String source,
    String target,
    String operation,
    String policy,
    long version,
    String rule,
    boolean wouldBe,
    String done,
    long exchanges,
    Instant lastSeen) {}
