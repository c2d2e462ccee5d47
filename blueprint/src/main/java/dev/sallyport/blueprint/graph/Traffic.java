// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.RulingCounts;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Visibility;
import java.time.Instant;

/**
 * What went over an edge or an operation: since it was first seen, and in the last minute.
 *
 * @param total counts since it was first seen
 * @param ratePerSecond exchanges per second over the last 60 seconds of windows that have arrived
 * @param errorShare share of them that failed, 0 to 1; 0 when there were none
 * @param p50Millis latency that half of the exchanges did not exceed; of the last 60 seconds where
 *     something was seen in them, else of all time; -1 when no latency is known
 * @param p99Millis the same for 99 of 100
 */
public record Traffic(
    EdgeCounts total, double ratePerSecond, double errorShare, double p50Millis, double p99Millis) {
  public Traffic {
    requireNonNull(total, "total");
  }

  /**
   * Returns the same, where attempts that reached nobody count as errors while they go on, with
   * what policies said of them.
   */
  Traffic during(MissedAttempts attempts, RulingCounts rulings) {
    double missed = attempts.goingOn() ? attempts.ratePerSecond() : 0;
    double all = ratePerSecond + missed;
    return new Traffic(
        rulings.isNone() ? total : total.withRulings(total.rulings().plus(rulings)),
        ratePerSecond,
        missed > 0 ? (ratePerSecond * errorShare + missed) / all : errorShare,
        p50Millis,
        p99Millis);
  }

  /** Returns both together, where nothing was said in the other, which policies refused. */
  Traffic plusDenied(Traffic other) {
    double all = ratePerSecond + other.ratePerSecond;
    return new Traffic(
        total.plus(other.total.seeing(total.visibility())),
        all,
        all > 0
            ? (ratePerSecond * errorShare + other.ratePerSecond * other.errorShare) / all
            : errorShare,
        p50Millis,
        p99Millis);
  }

  /** Returns the same with less to be seen. */
  Traffic restricted(Visibility most) {
    return new Traffic(total.restricted(most), ratePerSecond, errorShare, p50Millis, p99Millis);
  }

  /** Returns the start of the earliest exchange. */
  public Instant firstSeen() {
    return Instant.ofEpochMilli(Math.min(total.firstSeenMillis(), total.lastSeenMillis()));
  }

  /** Returns the end of the latest exchange. */
  public Instant lastSeen() {
    return Instant.ofEpochMilli(total.lastSeenMillis());
  }

  /** Returns what was seen of every exchange. */
  public Visibility visibility() {
    return total.visibility();
  }

  /** Returns the weakest proof of the caller. */
  public Proof sourceProof() {
    return total.sourceProof();
  }

  /** Returns the weakest proof of the callee. */
  public Proof targetProof() {
    return total.targetProof();
  }
}
