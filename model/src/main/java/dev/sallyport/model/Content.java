// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

/**
 * One decoded piece of a message: codings and framing are off, escapes of its form are not. Whoever
 * gets it may read it only during the call and must not keep or change the bytes.
 *
 * @param place where it stands
 * @param form how it is written
 * @param bytes holds the piece
 * @param offset index of its first byte
 * @param length number of its bytes
 * @param whole whether it is complete; false when a bound cut it
 */
public record Content(Place place, Form form, byte[] bytes, int offset, int length, boolean whole) {

  /** How text is written. */
  public enum Form {
    PLAIN,
    JSON,
    NDJSON,
    URL_ENCODED,
    XML,
    HTML,
    GRAPHQL,
    SQL,
    /** Carries no text: never looked into. */
    BINARY
  }

  public Content {
    requireNonNull(place, "place");
    requireNonNull(form, "form");
    checkFromIndexSize(offset, length, bytes.length);
  }
}
