// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.baseline;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Side;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a well-known workload does, or that others do with it, and that its baseline does
 * not hold.
 *
 * @param workload whose
 * @param kind what is new
 * @param side {@link Side#OUTBOUND} for what it does, {@link Side#INBOUND} for what is done with it
 * @param peer who is at the other end
 * @param called what was called; null where all that is done with that peer is new
 * @param data which data, where that is what is new; else null
 * @param firstSeen when it was seen first
 * @param lastSeen when last
 * @param exchanges how often
 * @param confidence how much the silence before proves
 */
public record Drift(
    Workload workload,
    Kind kind,
    Side side,
    Party peer,
    @Nullable Operation called,
    LedgerLine.@Nullable Carried data,
    Instant firstSeen,
    Instant lastSeen,
    long exchanges,
    Confidence confidence) {
  /** What is new. */
  public enum Kind {
    /** A host outside of the cluster that it never called. */
    HOST,
    /** Somebody else that it never spoke with. */
    PEER,
    /** Data of a class that never went that way between the two. */
    DATA,
    /** An operation between two who know each other. */
    OPERATION
  }

  public Drift {
    requireNonNull(workload, "workload");
    requireNonNull(kind, "kind");
    requireNonNull(side, "side");
    requireNonNull(peer, "peer");
    requireNonNull(firstSeen, "firstSeen");
    requireNonNull(lastSeen, "lastSeen");
    requireNonNull(confidence, "confidence");
  }

  /** Returns what was called; empty where all that is done with that peer is new. */
  public Optional<Operation> operation() {
    return Optional.ofNullable(called);
  }

  /** Returns which data is new, where it is data. */
  public Optional<LedgerLine.Carried> carried() {
    return Optional.ofNullable(data);
  }
}
