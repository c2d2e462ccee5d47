// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * How long an identity must have been seen before silence about it means anything.
 *
 * @param age least time since it was first seen
 * @param days least number of distinct days on which it was seen
 */
public record Sufficiency(Duration age, int days) {
  /** A week, and five days of it: weekends pass, and a working week was seen. */
  public static final Sufficiency DEFAULT = new Sufficiency(Duration.ofDays(7), 5);

  public Sufficiency {
    requireNonNull(age, "age");
    if (age.isNegative() || days < 0) {
      throw new IllegalArgumentException(
          "age " + age + ", days " + days + " (expected: not below 0)");
    }
  }

  /** Returns whether that is enough. */
  public boolean reached(Instant firstSeen, Rhythm rhythm, Instant now) {
    return rhythm.days() >= days && !firstSeen.plus(age).isAfter(now);
  }
}
