// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Label and field selectors as the Kubernetes API writes them. */
public final class Selector {
  private Selector() {}

  /** Returns the meaning of a {@code labelSelector} parameter; everything when it is empty. */
  public static Predicate<Map<String, String>> labels(String text) {
    Predicate<Map<String, String>> all = labels -> true;
    for (String term : terms(text)) {
      all = all.and(labelTerm(term));
    }
    return all;
  }

  /**
   * Returns the meaning of an object's {@code spec.selector}, with or without {@code matchLabels}.
   */
  public static Predicate<Map<String, String>> labels(JsonNode selector) {
    JsonNode plain = selector.has("matchLabels") ? selector.path("matchLabels") : selector;
    Predicate<Map<String, String>> all = labels -> true;
    for (Map.Entry<String, JsonNode> entry : plain.properties()) {
      if (entry.getValue().isTextual()) {
        String wanted = entry.getValue().asText();
        all = all.and(labels -> wanted.equals(labels.get(entry.getKey())));
      }
    }
    return all;
  }

  /**
   * Returns the meaning of a {@code fieldSelector} parameter: any path that holds a plain value.
   */
  public static Predicate<Resource> fields(String text) {
    Predicate<Resource> all = resource -> true;
    for (String term : terms(text)) {
      boolean not = term.contains("!=");
      String[] sides = term.split("!=|==|=", 2);
      String pointer = "/" + sides[0].strip().replace('.', '/');
      String wanted = sides.length > 1 ? sides[1].strip() : "";
      Predicate<Resource> equal = resource -> resource.text(pointer).equals(wanted);
      all = all.and(not ? equal.negate() : equal);
    }
    return all;
  }

  private static Predicate<Map<String, String>> labelTerm(String term) {
    int open = term.indexOf('(');
    if (open > 0) {
      String[] head = term.substring(0, open).strip().split("\\s+");
      Set<String> values =
          Arrays.stream(term.substring(open + 1, term.lastIndexOf(')')).split(",", -1))
              .map(String::strip)
              .collect(Collectors.toSet());
      boolean in = head.length > 1 && head[1].equals("in");
      return labels -> {
        String value = labels.get(head[0]);
        return in
            ? value != null && values.contains(value)
            : value == null || !values.contains(value);
      };
    }
    if (term.contains("=")) {
      boolean not = term.contains("!=");
      String[] sides = term.split("!=|==|=", 2);
      Predicate<Map<String, String>> equal =
          labels -> sides[1].strip().equals(labels.get(sides[0].strip()));
      return not ? equal.negate() : equal;
    }
    return term.startsWith("!")
        ? labels -> !labels.containsKey(term.substring(1).strip())
        : labels -> labels.containsKey(term);
  }

  /** Splits at commas that are not inside parentheses. */
  private static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ',' : text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        String term = text.substring(start, i).strip();
        if (!term.isEmpty()) {
          terms.add(term);
        }
        start = i + 1;
      }
    }
    return terms;
  }
}
