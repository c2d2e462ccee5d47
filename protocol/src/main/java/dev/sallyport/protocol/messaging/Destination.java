// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.protocol.http.PathTemplate;
import java.util.Collection;
import java.util.StringJoiner;

/** Names of topics, queues and groups as they may stand in the name of an operation. */
final class Destination {
  private static final int NAME_MAX = 100;
  private static final int NAMES_MAX = 4;

  private Destination() {}

  /**
   * Returns the name with each level that looks like a value replaced; levels are what slashes
   * divide, or dots where there is no slash.
   */
  static String of(String name) {
    if (name.isEmpty() || name.length() > NAME_MAX || !isPlain(name)) {
      return name.isEmpty() ? "" : "{id}";
    }
    StringBuilder templated = new StringBuilder(name.length());
    char divider = name.indexOf('/') >= 0 ? '/' : '.';
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == divider) {
        String level = name.substring(start, i);
        templated.append(isValue(level) ? "{id}" : level);
        if (i < name.length()) {
          templated.append(divider);
        }
        start = i + 1;
      }
    }
    return templated.toString();
  }

  /** Returns several names as one; {@code more} says that there are others that were not read. */
  static String of(Collection<String> names, boolean more) {
    StringJoiner joined = new StringJoiner(",");
    names.stream().map(Destination::of).distinct().sorted().limit(NAMES_MAX).forEach(joined::add);
    if (more || names.size() > NAMES_MAX) {
      joined.add("…");
    }
    return joined.toString();
  }

  /** A version or a short number belongs to the name of a topic; anything else may be an id. */
  private static boolean isValue(String level) {
    return level.length() > 2 && PathTemplate.isValue(level);
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      if (each <= ' ' || each >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
