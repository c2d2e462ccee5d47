// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding;

/**
 * A sign of an attack in an exchange.
 *
 * @param direction in what was sent or in what was answered
 * @param finding what it is
 */
public record Shown(Direction direction, Finding finding) {
  public Shown {
    requireNonNull(direction, "direction");
    requireNonNull(finding, "finding");
  }
}
