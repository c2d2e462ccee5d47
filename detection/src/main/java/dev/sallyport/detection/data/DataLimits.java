// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static java.util.Objects.requireNonNull;

import dev.sallyport.detection.text.TextLimits;

/**
 * The bounds of looking for sensitive data in one content. When one is reached the rest is left out
 * and {@link SensitiveData#inspect} says so.
 *
 * @param contentBytes bytes looked into. Prevents one large body from holding up a thread. Default
 *     1 MiB
 * @param sightings sightings reported; further ones are left out. Prevents a dump of a table from
 *     flooding what comes after. Default 512
 * @param text bounds of reading text
 */
public record DataLimits(int contentBytes, int sightings, TextLimits text) {

  /** The limits used when nothing else is configured. */
  public static final DataLimits DEFAULT = new DataLimits(1 << 20, 512, TextLimits.DEFAULT);

  public DataLimits {
    requireNonNull(text, "text");
    if (contentBytes < 1 || sightings < 1) {
      throw new IllegalArgumentException(
          "expected at least 1, got contentBytes " + contentBytes + ", sightings " + sightings);
    }
  }
}
