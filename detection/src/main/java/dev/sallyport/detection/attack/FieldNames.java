// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.util.HashMap;
import java.util.Map;

/** The names of header fields as they were written so far. Confined to one thread. */
final class FieldNames {
  private static final int NAMES_MAX = 256;
  private static final int LENGTH_MAX = 64;

  private final Map<String, FieldName> asWritten = new HashMap<>();
  private final Map<String, FieldName> inLowerCase = new HashMap<>();

  /** Returns the name for one as it was sent. */
  FieldName of(String written) {
    FieldName known = asWritten.get(written);
    if (known != null) {
      return known;
    }
    String lower = Ascii.lower(written);
    FieldName name = inLowerCase.get(lower);
    if (name == null) {
      name = new FieldName(lower);
      if (inLowerCase.size() < NAMES_MAX && lower.length() <= LENGTH_MAX) {
        inLowerCase.put(lower, name);
      }
    }
    if (asWritten.size() < NAMES_MAX && written.length() <= LENGTH_MAX) {
      asWritten.put(written, name);
    }
    return name;
  }

  /** Returns a name that is never forgotten; only for those that rules ask for. */
  FieldName pinned(String lower) {
    return inLowerCase.computeIfAbsent(lower, FieldName::new);
  }
}
