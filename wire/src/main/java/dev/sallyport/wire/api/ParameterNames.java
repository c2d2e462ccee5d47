// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names for the parameters of a path, made from the words before them: {@code /orders/{orderId}}.
 * The same path always gives the same names.
 */
final class ParameterNames {
  private ParameterNames() {}

  /** Returns the path with a name in each pair of braces. */
  static String named(String path) {
    StringBuilder named = new StringBuilder();
    int at = 0;
    for (Placed each : of(path)) {
      named.append(path, at, each.index() + 1).append(each.name());
      at = each.index() + 1;
    }
    return named.append(path, at, path.length()).toString();
  }

  /**
   * A parameter of a path.
   *
   * @param name its name
   * @param index index of its brace in the path
   * @param segment number of its segment, from 1
   */
  record Placed(String name, int index, int segment) {}

  /** Returns the parameters of a path in order. */
  static List<Placed> of(String path) {
    List<Placed> placed = new ArrayList<>();
    Set<String> used = new HashSet<>();
    String word = "";
    int segment = 0;
    int start = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        String text = path.substring(start, i);
        int brace = text.indexOf("{}");
        if (brace >= 0) {
          placed.add(
              new Placed(unused(brace > 0 ? "key" : name(word), used), start + brace, segment));
        } else if (!text.isEmpty()) {
          word = text;
        }
        segment++;
        start = i + 1;
      }
    }
    return placed;
  }

  private static String unused(String name, Set<String> used) {
    String free = name;
    for (int i = 2; !used.add(free); i++) {
      free = name + i;
    }
    return free;
  }

  private static String name(String word) {
    StringBuilder name = new StringBuilder();
    boolean upper = false;
    for (char each : singular(word).toCharArray()) {
      boolean letter = (each | 0x20) >= 'a' && (each | 0x20) <= 'z';
      if (letter || (each >= '0' && each <= '9' && !name.isEmpty())) {
        name.append(upper && !name.isEmpty() ? Character.toUpperCase(each) : each);
        upper = false;
      } else {
        upper = true;
      }
    }
    if (name.isEmpty()) {
      return "id";
    }
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1) + "Id";
  }

  private static String singular(String word) {
    if (word.endsWith("ies") && word.length() > 4) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches")) {
      return word.substring(0, word.length() - 2);
    }
    boolean plural = word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us");
    return plural && word.length() > 3 ? word.substring(0, word.length() - 1) : word;
  }
}
