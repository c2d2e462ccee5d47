// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Edge;
import dev.sallyport.model.Reason;
import java.time.Instant;
import java.util.List;

/**
 * What policies would have done to exchanges of one edge.
 *
 * @param edge who called whom with what; the caller owns the exchanges
 * @param outcome what would have become of them
 * @param exchanges how many
 * @param reasons which rules say so; of what is undecided, which rules might
 * @param why of what is undecided, what is missing; else empty
 * @param firstSeen the earliest of the hours or days that are meant
 * @param lastSeen the end of the latest
 * @param rhythm on which days they happened
 */
public record Impact(
    Edge edge,
    Outcome outcome,
    long exchanges,
    List<Reason> reasons,
    String why,
    Instant firstSeen,
    Instant lastSeen,
    Rhythm rhythm) {
  public Impact {
    requireNonNull(edge, "edge");
    requireNonNull(outcome, "outcome");
    reasons = List.copyOf(reasons);
    requireNonNull(why, "why");
    requireNonNull(firstSeen, "firstSeen");
    requireNonNull(lastSeen, "lastSeen");
    requireNonNull(rhythm, "rhythm");
  }
}
