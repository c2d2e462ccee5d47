// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.wire.kube.Shape.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Holds JSON against a shape and names every departure, at most {@value #PROBLEMS_MAX}. Confined to
 * one thread.
 */
final class ShapeCheck {
  static final int PROBLEMS_MAX = 32;

  private final List<SpecProblem> problems = new ArrayList<>();
  private final boolean bounded;

  /**
   * Returns a check.
   *
   * @param bounded whether lists may be only so long; what control made of selectors may be longer
   */
  ShapeCheck(boolean bounded) {
    this.bounded = bounded;
  }

  List<SpecProblem> problems() {
    return problems;
  }

  void check(String at, JsonNode node, Shape shape) {
    switch (shape) {
      case Shape.Text text -> text(at, node, text);
      case Shape.Word(List<String> words) -> {
        if (!node.isTextual() || !words.contains(node.asText())) {
          String near = Words.nearest(node.asText(), words).map(ShapeCheck::meant).orElse("");
          wrong(at, node, oneOf(words), near);
        }
      }
      case Shape.Figure figure -> figure(at, node, figure);
      case Shape.Flag(boolean onlyTrue) -> {
        if (!node.isBoolean() || onlyTrue && !node.asBoolean()) {
          wrong(at, node, onlyTrue ? "true" : "true or false", "");
        }
      }
      case Shape.Items items -> items(at, node, items);
      case Shape.Labels labels -> labels(at, node, labels);
      case Shape.Fields fields -> fields(at, node, fields);
    }
  }

  private void text(String at, JsonNode node, Shape.Text text) {
    if (!node.isTextual()) {
      wrong(at, node, "a text", node.isValueNode() ? "Put it in quotation marks." : "");
    } else if (node.asText().length() > text.lengthMax()) {
      wrong(at, node, "at most " + text.lengthMax() + " characters", "");
    } else if (node.asText().isEmpty() || !text.matches(node.asText())) {
      wrong(at, node, text.expects().isEmpty() ? "a text that is not empty" : text.expects(), "");
    }
  }

  private void figure(String at, JsonNode node, Shape.Figure figure) {
    double value = node.asDouble();
    boolean fits =
        node.isNumber()
            && (!figure.whole() || node.isIntegralNumber())
            && (figure.aboveMin() ? value > figure.min() : value >= figure.min())
            && value <= figure.max();
    if (!fits) {
      String kind = figure.whole() ? "a whole number" : "a number";
      String low = figure.aboveMin() ? " above " : " from ";
      wrong(at, node, kind + low + plain(figure.min()) + " to " + plain(figure.max()), "");
    }
  }

  private void items(String at, JsonNode node, Shape.Items items) {
    if (!node.isArray()) {
      wrong(at, node, "a list", node.isMissingNode() ? "" : "Put [ ] around it.");
      return;
    }
    if (node.size() < items.min()) {
      wrong(at, node, "at least " + items.min() + " item", "Leave the field out to mean all.");
    }
    if (bounded && node.size() > items.max()) {
      wrong(at, node, "at most " + items.max() + " items", "Write a second rule or policy.");
      return;
    }
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < node.size() && problems.size() < PROBLEMS_MAX; i++) {
      String here = at + "[" + i + "]";
      check(here, node.get(i), items.item());
      String key = items.key().isEmpty() ? "" : node.get(i).path(items.key()).asText("");
      if (!key.isEmpty() && keys.contains(key)) {
        wrong(here + "." + items.key(), node.get(i).path(items.key()), "unique in " + at, "");
      }
      keys.add(key);
    }
  }

  private void labels(String at, JsonNode node, Shape.Labels labels) {
    if (!node.isObject()) {
      wrong(at, node, "names with texts", "");
      return;
    }
    if (node.size() > labels.max()) {
      wrong(at, node, "at most " + labels.max() + " labels", "");
    }
    node.properties()
        .forEach(
            each -> {
              if (!each.getValue().isTextual()) {
                String here = at + "." + each.getKey();
                wrong(here, each.getValue(), "a text", "Put it in quotation marks.");
              }
            });
  }

  private void fields(String at, JsonNode node, Shape.Fields shape) {
    if (!node.isObject()) {
      String names = String.join(", ", shape.parts().keySet());
      wrong(at, node, names.isEmpty() ? "{}" : "fields: " + names, "");
      return;
    }
    List<String> names = List.copyOf(shape.parts().keySet());
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      Part part = shape.parts().get(each.getKey());
      if (part == null) {
        unknown(at, each.getKey(), names);
      } else if (!each.getValue().isNull()) {
        check(join(at, each.getKey()), each.getValue(), part.shape());
      }
    }
    shape
        .parts()
        .forEach(
            (name, part) -> {
              if (part.required() && absent(node.path(name))) {
                add(new SpecProblem(join(at, name), "", part.about().value(), ""));
              }
            });
    if (shape.oneOf()) {
      List<String> set = names.stream().filter(name -> !absent(node.path(name))).toList();
      if (set.size() != 1) {
        String found = String.join(" and ", set);
        add(new SpecProblem(at, found, "exactly one of " + oneOf(names), split(set)));
      }
    }
  }

  private static String split(List<String> set) {
    return set.size() < 2 ? "" : "Write one item for each.";
  }

  private void unknown(String at, String name, List<String> names) {
    String near = Words.nearest(name, names).map(ShapeCheck::meant).orElse("");
    add(new SpecProblem(join(at, name), name, "one of the fields " + oneOf(names), near));
  }

  private static String meant(String word) {
    return "Did you mean '" + word + "'?";
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private void wrong(String at, JsonNode found, String expected, String fix) {
    String text =
        found.isValueNode() ? "'" + found.asText() + "'" : found.isMissingNode() ? "" : "";
    String what = found.isArray() ? "a list" : found.isObject() ? "an object" : text;
    add(new SpecProblem(at, strip(what), expected, fix));
  }

  private static String strip(String quoted) {
    return quoted.startsWith("'") ? quoted.substring(1, quoted.length() - 1) : quoted;
  }

  void add(SpecProblem problem) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(problem);
    }
  }

  static String oneOf(List<String> words) {
    return words.size() < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  static String join(String at, String name) {
    return at.isEmpty() ? name : at + "." + name;
  }
}
