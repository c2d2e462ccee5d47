// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import java.util.Comparator;

/**
 * What sightings on one edge are counted by.
 *
 * @param dataClass what was seen
 * @param rule which recogniser saw it; {@value #OTHERS} for those that a bound did not tell apart
 * @param place where in the message; {@link Place.Part#MESSAGE} for those not told apart
 * @param direction in the request or in the answer
 */
public record SightingKey(DataClass dataClass, String rule, Place place, Direction direction)
    implements Comparable<SightingKey> {
  /** Stands for all rules beyond a bound. */
  public static final String OTHERS = "others";

  private static final Comparator<SightingKey> ORDER =
      Comparator.comparing(SightingKey::dataClass)
          .thenComparing(SightingKey::direction)
          .thenComparing(SightingKey::place)
          .thenComparing(SightingKey::rule);

  public SightingKey {
    requireNonNull(dataClass, "dataClass");
    requireNonNull(rule, "rule");
    requireNonNull(place, "place");
    requireNonNull(direction, "direction");
  }

  /**
   * Returns the key under which those of this class and direction count that are not told apart.
   */
  public SightingKey folded() {
    return new SightingKey(dataClass, OTHERS, Place.of(Place.Part.MESSAGE), direction);
  }

  @Override
  public int compareTo(SightingKey other) {
    return ORDER.compare(this, other);
  }
}
