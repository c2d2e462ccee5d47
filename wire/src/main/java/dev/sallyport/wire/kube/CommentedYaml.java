// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects as YAML that people like to read, with comments. Every text that a parser could
 * take for something else stands in quotes. Made for one document; not thread-safe.
 */
public final class CommentedYaml {
  private static final int LINE_MAX = 100;
  private static final String PLAIN = "[A-Za-z_/.][-A-Za-z0-9_./]*";
  private static final List<String> WORDS =
      List.of("true", "false", "null", "yes", "no", "on", "off", "y", "n", "~");

  private final Map<String, List<String>> comments;
  private final StringBuilder out = new StringBuilder();

  private CommentedYaml(Map<String, List<String>> comments) {
    this.comments = comments;
  }

  /**
   * Returns a document.
   *
   * @param head lines of comment before all else
   * @param object what to write
   * @param comments lines of comment by what they stand before: a JSON pointer such as {@code
   *     /spec/inbound/0}
   */
  public static String write(
      List<String> head, JsonNode object, Map<String, List<String>> comments) {
    CommentedYaml yaml = new CommentedYaml(comments);
    head.forEach(each -> yaml.comment(each, 0));
    yaml.fields(object, "", 0, false);
    return yaml.out.toString();
  }

  private void fields(JsonNode object, String at, int indent, boolean firstInline) {
    boolean inline = firstInline;
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      String pointer = at + "/" + each.getKey();
      if (!inline) {
        comments(pointer, indent);
        out.append(" ".repeat(indent));
      }
      inline = false;
      out.append(scalar(each.getKey())).append(':');
      value(each.getValue(), pointer, indent);
    }
  }

  private void value(JsonNode value, String at, int indent) {
    String line = flow(value);
    if (line != null && (value.isValueNode() || line.length() + indent + 20 <= LINE_MAX)) {
      out.append(' ').append(line).append('\n');
    } else if (value.isArray()) {
      out.append('\n');
      items(value, at, indent + 2);
    } else {
      out.append('\n');
      fields(value, at, indent + 2, false);
    }
  }

  private void items(JsonNode array, String at, int indent) {
    for (int i = 0; i < array.size(); i++) {
      JsonNode each = array.get(i);
      String pointer = at + "/" + i;
      comments(pointer, indent);
      out.append(" ".repeat(indent)).append("- ");
      String line = each.isObject() && !each.has("name") ? flow(each) : null;
      if (each.isValueNode() || each.isEmpty()) {
        out.append(flow(each)).append('\n');
      } else if (line != null && line.length() + indent <= LINE_MAX) {
        out.append(line).append('\n');
      } else if (each.isObject()) {
        fields(each, pointer, indent + 2, true);
      } else {
        out.append('\n');
        items(each, pointer, indent + 2);
      }
    }
  }

  /** Returns the value on one line, or null when it is made of objects with names or too deep. */
  private static @Nullable String flow(JsonNode value) {
    if (value.isValueNode()) {
      return value.isTextual() ? scalar(value.asText()) : value.asText();
    }
    List<String> parts = new ArrayList<>();
    if (value.isArray()) {
      for (JsonNode each : value) {
        if (!each.isValueNode()) {
          return null;
        }
        parts.add(flow(each));
      }
      return "[" + String.join(", ", parts) + "]";
    }
    for (Map.Entry<String, JsonNode> each : value.properties()) {
      String part = flow(each.getValue());
      if (part == null) {
        return null;
      }
      parts.add(scalar(each.getKey()) + ": " + part);
    }
    return "{" + String.join(", ", parts) + "}";
  }

  private void comments(String pointer, int indent) {
    comments.getOrDefault(pointer, List.of()).forEach(each -> comment(each, indent));
  }

  /** Long comments are broken between words. */
  private void comment(String text, int indent) {
    String start = " ".repeat(indent) + "#";
    int length = start.length();
    out.append(start);
    for (String word : text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", " ").split(" ", -1)) {
      if (length + 1 + word.length() > LINE_MAX && length > start.length()) {
        out.append('\n').append(start).append("  ");
        length = start.length() + 2;
      }
      out.append(' ').append(word);
      length += 1 + word.length();
    }
    out.append('\n');
  }

  private static String scalar(String text) {
    if (text.matches(PLAIN)
        && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        && !text.matches("[.+-]?[0-9._]+.*")) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        default -> {
          if (each < ' '
              || each == 0x7f
              || each == 0x85
              || each >= 0x2028 && each <= 0x2029
              || each == 0xfeff
              || Character.isSurrogate(each)) {
            quoted.append("\\u%04x".formatted((int) each));
          } else {
            quoted.append(each);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
