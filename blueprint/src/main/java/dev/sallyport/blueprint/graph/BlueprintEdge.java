// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.RulingCounts;
import java.util.List;

/**
 * Who calls whom in one protocol, with the operations called.
 *
 * @param id its name
 * @param traffic all operations together
 * @param operations most used first
 * @param exchangesFolded exchanges of operations that were not told apart because a bound was
 *     reached; they are part of {@code traffic} and of the operation without a name
 * @param missed attempts of the caller to reach the callee on a port of the edge that reached
 *     nobody; no part of {@code traffic}, but that its share of errors counts them while they go on
 * @param openBefore connections of it that were open before capture began and are open still; no
 *     part of {@code traffic}, but of what may be claimed to be seen
 */
public record BlueprintEdge(
    EdgeId id,
    Traffic traffic,
    List<BlueprintOperation> operations,
    long exchangesFolded,
    MissedAttempts missed,
    long openBefore) {
  public BlueprintEdge {
    requireNonNull(id, "id");
    requireNonNull(traffic, "traffic");
    operations = List.copyOf(operations);
    requireNonNull(missed, "missed");
  }

  /** Returns whether no connection of it ever reached the callee. */
  public boolean neverReached() {
    return traffic.total().exchanges() == 0 && openBefore == 0 && missed.attempts().total() > 0;
  }

  BlueprintEdge with(MissedAttempts attempts, RulingCounts rulings) {
    return new BlueprintEdge(
        id, traffic.during(attempts, rulings), operations, exchangesFolded, attempts, openBefore);
  }

  BlueprintEdge holding(OldRecords.Open old) {
    return new BlueprintEdge(
        id,
        traffic.restricted(old.visibility()),
        operations,
        exchangesFolded,
        missed,
        openBefore + old.connections());
  }
}
