// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * Values that are replaced on their way.
 *
 * @param classes classes of the values
 * @param directions in what is sent, in what is answered; both when empty
 * @param method by what they are replaced
 */
public record Redaction(Set<DataClass> classes, Set<Direction> directions, Method method) {

  /** By what a value is replaced. All keep its length and what it is written with. */
  public enum Method {
    /** A mask that cannot be taken for a value of the class. */
    MASK,
    /**
     * A token that looks like a value of the class, and that is turned back into the value where it
     * comes back in the answer of the same exchange.
     */
    TOKEN
  }

  public Redaction {
    classes = Set.copyOf(classes);
    directions = Set.copyOf(directions);
    requireNonNull(method, "method");
  }

  /** Returns whether it speaks of that direction. */
  public boolean covers(Direction direction) {
    return directions.isEmpty() || directions.contains(direction);
  }
}
