// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.DataClass;

/** By what values are replaced. What replaces a value is always as long as it. */
@FunctionalInterface
public interface Replacement {
  /** Masks: stars, with the separators of the class and what tells the class. */
  Replacement MASKS = Mask::shown;

  /**
   * Replaces a value in place.
   *
   * @param dataClass what it is
   * @param value its characters; what cannot be replaced by one that takes no more room stays
   * @param number whether it is written as a number, so that only digits may stand in its place
   */
  void replace(DataClass dataClass, char[] value, boolean number);
}
