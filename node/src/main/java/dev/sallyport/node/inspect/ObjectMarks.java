// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.ApiObject;
import dev.sallyport.model.Content;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Says which object a request asks for, by a fingerprint of all values in its path, of the ids in
 * its query, and of those in its body where that reads. The values are looked at and forgotten.
 * Confined to one event loop.
 */
final class ObjectMarks {
  private static final String VALUE = "{id}";

  /** So that an object never has the fingerprint of a sensitive value that reads the same. */
  private static final String KIND = "object";

  /** Methods that may ask by their body. */
  private static final Set<String> BODIES = Set.of("POST", "QUERY", "SEARCH");

  private static final int TARGET_CHARS_MAX = 2048;
  private static final int PARAMETERS_MAX = 33;
  private static final int BODY_BYTES_MAX = 8 << 10;
  private static final int NUMBER_DIGITS_MAX = 18;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long shift = new SecureRandom().nextLong();

  /**
   * Returns the object that a request asks for.
   *
   * @param request valid during the call
   * @param template what its path is counted as
   * @param fingerprints under the key in use
   */
  ApiObject of(Message request, String template, Fingerprints fingerprints) {
    String target = request.target();
    int query = target.indexOf('?');
    if (fingerprints.keyId() == 0 || target.length() > TARGET_CHARS_MAX) {
      return ApiObject.NONE;
    }
    String path = query < 0 ? target : target.substring(0, query);
    StringBuilder values = new StringBuilder(KIND);
    if (template.contains(VALUE)) {
      ofPath(path, template, values);
    }
    if (query >= 0) {
      ofQuery(target.substring(query + 1), values);
    }
    if (BODIES.contains(request.method())) {
      ofBody(request, path, values);
    }
    return values.length() == KIND.length() ? ApiObject.NONE : marked(values, fingerprints);
  }

  private static void ofPath(String path, String template, StringBuilder values) {
    String[] sent = path.split("/", -1);
    String[] names = template.split("/", -1);
    for (int i = 1; i < names.length && i < sent.length; i++) {
      if (names[i].contains(VALUE)) {
        values.append('/').append(sent[i]);
      }
    }
  }

  private static void ofQuery(String query, StringBuilder values) {
    for (String pair : query.split("&", PARAMETERS_MAX)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && equals < pair.length() - 1 && AskedIds.isId(pair.substring(0, equals))) {
        values.append('/').append(pair);
      }
    }
  }

  private static void ofBody(Message request, String path, StringBuilder values) {
    for (Content each : request.contents()) {
      boolean body = each.form() == Content.Form.JSON && each.place().name().isEmpty();
      if (body && each.whole() && each.length() <= BODY_BYTES_MAX) {
        values.append(BodyIds.of(each, path));
        return;
      }
    }
  }

  /** The last value that is a number gives the object its place in a row. */
  private ApiObject marked(StringBuilder values, Fingerprints fingerprints) {
    byte[] bytes = values.toString().getBytes(StandardCharsets.UTF_8);
    long fingerprint = fingerprints.of(bytes, 0, bytes.length);
    int stop = values.length();
    while (stop > KIND.length()) {
      int slash = values.lastIndexOf("/", stop - 1);
      int from = Math.max(slash, values.lastIndexOf("=", stop - 1)) + 1;
      String value = values.substring(from, stop);
      if (isNumber(value)) {
        values.delete(from, stop);
        long position = Long.parseLong(value) + shift + values.toString().hashCode() * SPREAD;
        return new ApiObject(fingerprints.keyId(), fingerprint, true, position);
      }
      stop = slash;
    }
    return new ApiObject(fingerprints.keyId(), fingerprint, false, 0);
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
