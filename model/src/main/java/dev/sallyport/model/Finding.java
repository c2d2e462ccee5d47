// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/** A detector's claim about one message. */
public sealed interface Finding {

  /** Returns the stable lower-kebab id of the detector, such as <code>sql-tautology</code>. */
  String detector();

  /** Returns how bad it would be if true. */
  Severity severity();

  /** Returns where the reason for the claim stands. */
  Place place();

  /**
   * A message that looks like an attack, or an answer that shows that one worked.
   *
   * @param detector id of the detector
   * @param family way of attacking
   * @param severity how bad it would be if true
   * @param score how sure the detector is, 0 to 1
   * @param place where the reason stands
   * @param evidence why, in words and token kinds that hold no raw value; at most 120 characters
   */
  record AttackAttempt(
      String detector,
      AttackFamily family,
      Severity severity,
      double score,
      Place place,
      String evidence)
      implements Finding {
    public AttackAttempt {
      requireNonNull(detector, "detector");
      requireNonNull(family, "family");
      requireNonNull(severity, "severity");
      requireNonNull(place, "place");
      requireNonNull(evidence, "evidence");
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException("expected a score in 0..1, got " + score);
      }
    }
  }
}
