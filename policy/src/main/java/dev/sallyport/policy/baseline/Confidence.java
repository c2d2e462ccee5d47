// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.baseline;

import dev.sallyport.policy.proof.Rhythm;
import java.time.Duration;

/**
 * How much silence about something proves. Each part is from 0 (nothing is known) to 1 (no more is
 * to be learned by waiting).
 *
 * @param age how long it has been known, of two weeks
 * @param regularity on how many days it was seen, of ten; half of it where the days follow no
 *     calendar
 * @param diversity how much of what it does was known before the last quarter of that time: low
 *     while it still shows something new
 */
public record Confidence(double age, double regularity, double diversity) {
  private static final double AGE_DAYS = 14;
  private static final double DAYS = 10;

  /** The three parts in one word. */
  public enum Level {
    LOW,
    MEDIUM,
    HIGH
  }

  public Confidence {
    check("age", age);
    check("regularity", regularity);
    check("diversity", diversity);
  }

  static Confidence of(Duration age, Rhythm rhythm, double knownBefore) {
    double days = Math.min(1, rhythm.days() / DAYS);
    double regularity =
        switch (rhythm.beat()) {
          case DAILY -> days;
          // Three beats of a slow rhythm tell as much as ten days of a quick one.
          case WEEKLY, MONTHLY -> Math.min(1, rhythm.days() / 3.0);
          case IRREGULAR, ONCE -> days / 2;
          case NEVER -> 0;
        };
    return new Confidence(
        Math.max(0, Math.min(1, age.toMinutes() / (AGE_DAYS * 24 * 60))), regularity, knownBefore);
  }

  /** Returns the weakest part: a chain of evidence is no stronger. */
  public double score() {
    return Math.min(age, Math.min(regularity, diversity));
  }

  /** Returns the score in a word. */
  public Level level() {
    if (score() >= 0.8) {
      return Level.HIGH;
    }
    return score() >= 0.4 ? Level.MEDIUM : Level.LOW;
  }

  private static void check(String name, double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException(name + ": " + part + " (expected: 0 to 1)");
    }
  }
}
