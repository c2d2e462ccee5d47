// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import java.util.Locale;
import java.util.Set;

/** By their names alone: which fields say which object is asked for, and which calls read one. */
final class AskedIds {
  /** What ids of these name is counted up by clients, or says where in a list to go on. */
  private static final Set<String> NO_OBJECTS =
      Set.of(
          "request",
          "trace",
          "span",
          "session",
          "correlation",
          "client",
          "device",
          "app",
          "application",
          "event",
          "visitor",
          "tracking",
          "campaign",
          "page",
          "since",
          "after",
          "before",
          "last",
          "max",
          "min",
          "start",
          "from",
          "next",
          "prev",
          "previous",
          "cursor",
          "nonce",
          "idempotency");

  private static final Set<String> READING =
      Set.of(
          "get",
          "fetch",
          "read",
          "find",
          "lookup",
          "query",
          "show",
          "view",
          "load",
          "describe",
          "retrieve",
          "detail",
          "details",
          "info");

  private AskedIds() {}

  /** Returns whether a field names an object by its id: {@code id}, {@code order_id}. */
  static boolean isId(String name) {
    int last = Math.max(name.lastIndexOf('.'), name.lastIndexOf('['));
    String field = name.substring(last + 1).replace("]", "");
    String lower = field.toLowerCase(Locale.ROOT);
    if (lower.equals("id") || lower.equals("uuid") || lower.equals("guid")) {
      return true;
    }
    int stop = field.length() - 2;
    if (stop < 1 || !lower.endsWith("id")) {
      return false;
    }
    char before = field.charAt(stop - 1);
    boolean separate = before == '_' || before == '-';
    boolean camel = field.charAt(stop) == 'I' && Character.isLowerCase(before);
    return (separate || camel)
        && !NO_OBJECTS.contains(lastWord(field.substring(0, separate ? stop - 1 : stop)));
  }

  /** Returns whether one of the words of a call says that it reads. */
  static boolean reads(String call) {
    int from = 0;
    for (int i = 1; i <= call.length(); i++) {
      boolean end =
          i == call.length()
              || !Character.isLetter(call.charAt(i))
              || (Character.isUpperCase(call.charAt(i))
                  && Character.isLowerCase(call.charAt(i - 1)));
      if (end) {
        if (READING.contains(call.substring(from, i).toLowerCase(Locale.ROOT))) {
          return true;
        }
        boolean letter = i < call.length() && Character.isLetter(call.charAt(i));
        from = letter ? i : i + 1;
      }
    }
    return false;
  }

  private static String lastWord(String name) {
    int from = name.length();
    while (from > 0 && Character.isLowerCase(name.charAt(from - 1))) {
      from--;
    }
    from -= from > 0 && Character.isUpperCase(name.charAt(from - 1)) ? 1 : 0;
    return name.substring(from).toLowerCase(Locale.ROOT);
  }
}
