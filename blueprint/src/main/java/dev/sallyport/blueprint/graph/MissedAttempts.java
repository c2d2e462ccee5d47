// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.Attempts;
import dev.sallyport.blueprint.summary.DialledPorts;
import java.time.Instant;

/**
 * Attempts that reached nobody, from one party to another on the ports of one edge.
 *
 * @param attempts how many, by how they ended
 * @param ports ports they were made to
 * @param firstSeen start of the earliest; the epoch where there was none
 * @param ratePerSecond attempts per second over the last 60 seconds of windows that have arrived
 * @param goingOn whether they go on: one was made in the last {@value #QUIET_SECONDS} seconds, or
 *     in the last 60 and nobody was reached since
 */
public record MissedAttempts(
    Attempts attempts,
    DialledPorts ports,
    Instant firstSeen,
    double ratePerSecond,
    boolean goingOn) {
  /** Seconds without an attempt after which, where others reach the callee, it is over. */
  public static final int QUIET_SECONDS = 15;

  /** No attempt. */
  public static final MissedAttempts NONE =
      new MissedAttempts(Attempts.NONE, DialledPorts.NONE, Instant.EPOCH, 0, false);

  public MissedAttempts {
    requireNonNull(attempts, "attempts");
    requireNonNull(ports, "ports");
    requireNonNull(firstSeen, "firstSeen");
  }

  /** Returns the end of the latest one; the epoch where there was none. */
  public Instant lastSeen() {
    return Instant.ofEpochMilli(attempts.lastMillis());
  }

  MissedAttempts plus(MissedAttempts other) {
    if (attempts.total() == 0) {
      return other;
    }
    return new MissedAttempts(
        attempts.plus(other.attempts),
        ports.plus(other.ports),
        firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
        ratePerSecond + other.ratePerSecond,
        goingOn || other.goingOn);
  }
}
