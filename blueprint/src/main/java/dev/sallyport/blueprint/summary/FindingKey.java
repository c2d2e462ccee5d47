// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Place;
import java.util.Comparator;

/**
 * What findings on one edge are counted by.
 *
 * @param detector which detector claims it; {@value #OTHERS} for those that a bound did not tell
 *     apart
 * @param family way of attacking
 * @param place where the reason stands; {@link Place.Part#MESSAGE} for those not told apart
 */
public record FindingKey(String detector, AttackFamily family, Place place)
    implements Comparable<FindingKey> {
  /** Stands for all detectors beyond a bound. */
  public static final String OTHERS = "others";

  private static final Comparator<FindingKey> ORDER =
      Comparator.comparing(FindingKey::family)
          .thenComparing(FindingKey::detector)
          .thenComparing(FindingKey::place);

  public FindingKey {
    requireNonNull(detector, "detector");
    requireNonNull(family, "family");
    requireNonNull(place, "place");
  }

  /** Returns the key under which those of this family count that are not told apart. */
  public FindingKey folded() {
    return new FindingKey(OTHERS, family, Place.of(Place.Part.MESSAGE));
  }

  @Override
  public int compareTo(FindingKey other) {
    return ORDER.compare(this, other);
  }
}
