// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;

/**
 * Data that was seen in an exchange.
 *
 * @param direction in what was sent or in what was answered
 * @param dataClass what it is
 */
public record Seen(Direction direction, DataClass dataClass) {
  public Seen {
    requireNonNull(direction, "direction");
    requireNonNull(dataClass, "dataClass");
  }
}
