// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import static java.util.Objects.requireNonNull;

/**
 * A literal that stands in or near everything a pattern can match: what the one pass looks for.
 *
 * @param text ASCII, 1 to {@value #LENGTH_MAX} characters
 * @param ignoreCase whether letters stand for both cases
 */
public record Anchor(String text, boolean ignoreCase) {
  /** Most characters of an anchor. */
  public static final int LENGTH_MAX = 48;

  public Anchor {
    requireNonNull(text, "text");
    if (text.isEmpty() || text.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "expected an anchor of 1 to " + LENGTH_MAX + " characters, got '" + text + "'");
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        throw new IllegalArgumentException("expected an ASCII anchor, got '" + text + "'");
      }
    }
    if (ignoreCase) {
      text = Letters.lower(text);
    }
  }

  /** Returns an anchor that must stand exactly so. */
  public static Anchor exactly(String text) {
    return new Anchor(text, false);
  }

  /** Returns an anchor that may stand in any case. */
  public static Anchor anyCase(String text) {
    return new Anchor(text, true);
  }
}
