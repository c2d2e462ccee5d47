// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Severity;

/**
 * How often a detector claimed the same of one edge. {@link #plus} commutes and associates.
 *
 * @param count claims
 * @param exchanges exchanges with at least one
 * @param severity the worst
 * @param scorePermille the highest score, 0 to 1000
 * @param firstSeenMillis the earliest, milliseconds since 1970
 * @param lastSeenMillis the latest, milliseconds since 1970
 * @param evidence why, of the claim with the highest score; of several the alphabetically first
 */
public record FindingCounts(
    long count,
    long exchanges,
    Severity severity,
    int scorePermille,
    long firstSeenMillis,
    long lastSeenMillis,
    String evidence) {
  /** Highest score. */
  public static final int SCORE_MAX = 1000;

  public FindingCounts {
    requireNonNull(severity, "severity");
    requireNonNull(evidence, "evidence");
    if (count < 0 || exchanges < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
    if (scorePermille < 0 || scorePermille > SCORE_MAX) {
      throw new IllegalArgumentException("score " + scorePermille + " (expected: 0 to 1000)");
    }
  }

  /** Returns the counts of both together. */
  public FindingCounts plus(FindingCounts other) {
    return new FindingCounts(
        Counting.add(count, other.count),
        Counting.add(exchanges, other.exchanges),
        severity.compareTo(other.severity) >= 0 ? severity : other.severity,
        Math.max(scorePermille, other.scorePermille),
        Math.min(firstSeenMillis, other.firstSeenMillis),
        Math.max(lastSeenMillis, other.lastSeenMillis),
        better(other) ? evidence : other.evidence);
  }

  private boolean better(FindingCounts other) {
    return scorePermille != other.scorePermille
        ? scorePermille > other.scorePermille
        : evidence.compareTo(other.evidence) <= 0;
  }
}
