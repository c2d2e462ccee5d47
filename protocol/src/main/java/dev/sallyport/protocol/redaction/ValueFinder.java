// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Place;

/** Finds in a text what must not pass. */
public interface ValueFinder {

  /** Receives what was found. */
  interface Sink {
    /**
     * A value was found.
     *
     * @param dataClass what it is
     * @param start index of its first byte from the beginning of the text
     * @param end index behind its last byte
     */
    void found(DataClass dataClass, int start, int end);
  }

  /**
   * Looks into a text.
   *
   * @param place where it stands; its name is evidence
   * @param text the text in UTF-8, without escapes; valid only during the call
   * @param sink receives values in any order
   */
  void find(Place place, byte[] text, Sink sink);
}
