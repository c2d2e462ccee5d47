// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes maps, lists, texts, numbers and truth as YAML. A text that could be read as something else
 * is put in quotation marks as JSON does, which YAML reads the same.
 */
public final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][-A-Za-z0-9_./]*");
  private static final Pattern OTHER_MEANING =
      Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n");

  private YamlText() {}

  /** Returns the text of a map, ended by a new line; maps in the order of their entries. */
  public static String write(Map<String, ?> map) {
    StringBuilder text = new StringBuilder();
    map(text, map, 0);
    return text.toString();
  }

  private static void map(StringBuilder text, Map<?, ?> map, int depth) {
    boolean first = true;
    for (Map.Entry<?, ?> each : map.entrySet()) {
      // The first entry of a map inside of a list stands behind the dash.
      if (!first || text.isEmpty() || text.charAt(text.length() - 1) == '\n') {
        text.repeat(' ', depth * 2);
      }
      first = false;
      text.append(scalar(each.getKey())).append(':');
      value(text, each.getValue(), depth);
    }
  }

  private static void value(StringBuilder text, Object value, int depth) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        text.append('\n');
        map(text, map, depth + 1);
      }
      case List<?> list when !list.isEmpty() -> list(text, list, depth);
      default -> text.append(' ').append(scalar(value)).append('\n');
    }
  }

  private static void list(StringBuilder text, List<?> list, int depth) {
    if (list.stream().noneMatch(each -> each instanceof Map || each instanceof List)) {
      String items = String.join(", ", list.stream().map(YamlText::scalar).toList());
      if (items.length() < 88) {
        text.append(" [").append(items).append("]\n");
        return;
      }
    }
    text.append('\n');
    for (Object each : list) {
      text.repeat(' ', depth * 2).append("- ");
      if (each instanceof Map<?, ?> map && !map.isEmpty()) {
        map(text, map, depth + 1);
      } else {
        text.append(scalar(each)).append('\n');
      }
    }
  }

  private static String scalar(Object value) {
    return switch (value) {
      case Map<?, ?> _ -> "{}";
      case List<?> _ -> "[]";
      case String it ->
          PLAIN.matcher(it).matches() && !OTHER_MEANING.matcher(it).matches() ? it : quoted(it);
      default -> String.valueOf(value);
    };
  }

  private static String quoted(String text) {
    return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
  }
}
