// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * Sensitive data seen once, without its value.
 *
 * @param dataClass what it is
 * @param rule which pattern or recogniser found it, a stable lower-kebab id such as <code>
 *     aws-access-token</code>
 * @param place where it stands
 * @param start index of its first byte in the decoded content, or in the value of the field
 * @param end index behind its last byte
 * @param confidence 0 to 1
 * @param fingerprint keyed hash of the normalised value (HMAC-SHA-256 cut to 64 bits): equal values
 *     have equal fingerprints wherever the same key is used; 0 when there is no key
 * @param masked the value with all that identifies it replaced, for people; at most 32 characters
 */
public record Sighting(
    DataClass dataClass,
    String rule,
    Place place,
    int start,
    int end,
    double confidence,
    long fingerprint,
    String masked) {

  public Sighting {
    requireNonNull(dataClass, "dataClass");
    requireNonNull(rule, "rule");
    requireNonNull(place, "place");
    requireNonNull(masked, "masked");
    if (start < 0 || end < start || !(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "expected 0 <= start <= end and confidence in 0..1, got " + start + ", " + end);
    }
  }

  /** Returns the number of bytes of the value as it was written. */
  public int length() {
    return end - start;
  }
}
