// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.ApiObject;
import dev.sallyport.model.Fingerprints;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Says which object a path names, by a fingerprint of all values that stand in it. The values are
 * looked at and forgotten. Confined to one event loop.
 */
final class ObjectMarks {
  private static final String VALUE = "{id}";

  /** So that an object never has the fingerprint of a sensitive value that reads the same. */
  private static final String KIND = "object";

  private static final int TARGET_CHARS_MAX = 2048;
  private static final int NUMBER_DIGITS_MAX = 18;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long shift = new SecureRandom().nextLong();

  /**
   * Returns the object that a path names.
   *
   * @param target path as sent, perhaps with a query
   * @param template what it is counted as
   * @param fingerprints under the key in use
   */
  ApiObject of(String target, String template, Fingerprints fingerprints) {
    if (fingerprints.keyId() == 0
        || !template.contains(VALUE)
        || target.length() > TARGET_CHARS_MAX) {
      return ApiObject.NONE;
    }
    int query = target.indexOf('?');
    String[] sent = (query < 0 ? target : target.substring(0, query)).split("/", -1);
    String[] names = template.split("/", -1);
    StringBuilder values = new StringBuilder(KIND);
    String number = "";
    int at = 0;
    for (int i = 1; i < names.length && i < sent.length; i++) {
      if (names[i].contains(VALUE)) {
        values.append('/');
        if (isNumber(sent[i])) {
          number = sent[i];
          at = values.length();
        }
        values.append(sent[i]);
      }
    }
    byte[] bytes = values.toString().getBytes(StandardCharsets.UTF_8);
    long fingerprint = fingerprints.of(bytes, 0, bytes.length);
    if (number.isEmpty()) {
      return new ApiObject(fingerprints.keyId(), fingerprint, false, 0);
    }
    values.delete(at, at + number.length());
    long position = Long.parseLong(number) + shift + values.toString().hashCode() * SPREAD;
    return new ApiObject(fingerprints.keyId(), fingerprint, true, position);
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > NUMBER_DIGITS_MAX) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
