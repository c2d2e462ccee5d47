// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * A parameter or field of an operation.
 *
 * @param direction whether the request or the answer carries it
 * @param place where: a parameter of the path is named by the number of its segment, from 1
 */
public record ApiField(Direction direction, Place place) implements Comparable<ApiField> {
  private static final Comparator<ApiField> ORDER =
      Comparator.comparing(ApiField::direction).thenComparing(ApiField::place);

  public ApiField {
    requireNonNull(direction, "direction");
    requireNonNull(place, "place");
  }

  @Override
  public int compareTo(ApiField other) {
    return ORDER.compare(this, other);
  }
}
