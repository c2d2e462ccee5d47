// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.baseline;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.policy.proof.Rhythm;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that a workload does, or that others do with it.
 *
 * @param peer who is at the other end
 * @param operation what is called
 * @param exchanges how often it took place, see {@link LedgerLine#happened}
 * @param refused of them, answered with an error that is the caller's
 * @param carried of them, those that carried data of a class
 * @param attacks of them, those that looked like an attack
 * @param firstSeen when for the first time at all
 * @param lastSeen when last
 * @param rhythm on which days
 */
public record Habit(
    Party peer,
    Operation operation,
    long exchanges,
    long refused,
    SortedMap<LedgerLine.Carried, Long> carried,
    SortedMap<AttackFamily, Long> attacks,
    Instant firstSeen,
    Instant lastSeen,
    Rhythm rhythm) {
  public Habit {
    requireNonNull(peer, "peer");
    requireNonNull(operation, "operation");
    carried = Collections.unmodifiableSortedMap(new TreeMap<>(carried));
    attacks = Collections.unmodifiableSortedMap(new TreeMap<>(attacks));
    requireNonNull(firstSeen, "firstSeen");
    requireNonNull(lastSeen, "lastSeen");
    requireNonNull(rhythm, "rhythm");
  }
}
