// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds JSON against a structural schema and puts its defaults in. Confined to one thread. */
final class StructuralSchema {
  private final List<String> problems = new ArrayList<>();

  List<String> problems() {
    return problems;
  }

  void missing(String at) {
    problems.add(at + ": Required value");
  }

  void check(String at, JsonNode schema, JsonNode value) {
    boolean typed =
        switch (schema.path("type").asText()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "boolean" -> value.isBoolean();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          default -> true;
        };
    if (!typed) {
      problems.add(at + ": Invalid value: must be of type " + schema.path("type").asText());
      return;
    }
    if (schema.has("enum") && !among(schema.path("enum"), value)) {
      problems.add(at + ": Unsupported value: " + value + ": supported: " + schema.path("enum"));
    }
    switch (value) {
      case ObjectNode object -> object(at, schema, object);
      case JsonNode list when list.isArray() -> list(at, schema, list);
      case JsonNode text when text.isTextual() -> text(at, schema, text.asText());
      case JsonNode number when number.isNumber() -> number(at, schema, number.asDouble());
      default -> {}
    }
  }

  private static boolean among(JsonNode words, JsonNode value) {
    for (JsonNode each : words) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private void object(String at, JsonNode schema, ObjectNode object) {
    JsonNode properties = schema.path("properties");
    properties
        .properties()
        .forEach(
            each -> {
              if (!object.has(each.getKey()) && each.getValue().has("default")) {
                object.set(each.getKey(), each.getValue().path("default").deepCopy());
              }
            });
    for (JsonNode name : schema.path("required")) {
      if (!object.has(name.asText())) {
        missing(at + "." + name.asText());
      }
    }
    if (object.size() > schema.path("maxProperties").asInt(Integer.MAX_VALUE)) {
      problems.add(at + ": Too many: must have at most " + schema.path("maxProperties"));
    }
    for (var each : object.properties()) {
      String here = at + "." + each.getKey();
      if (properties.has(each.getKey())) {
        check(here, properties.path(each.getKey()), each.getValue());
      } else if (schema.has("additionalProperties")) {
        check(here, schema.path("additionalProperties"), each.getValue());
      } else {
        problems.add("strict decoding error: unknown field \"" + here + "\"");
      }
    }
  }

  private void list(String at, JsonNode schema, JsonNode list) {
    if (list.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
      problems.add(at + ": Too many: must have at most " + schema.path("maxItems") + " items");
    }
    if (list.size() < schema.path("minItems").asInt(0)) {
      problems.add(at + ": Invalid value: should have at least " + schema.path("minItems"));
    }
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      check(at + "[" + i + "]", schema.path("items"), list.get(i));
      StringBuilder key = new StringBuilder();
      for (JsonNode name : schema.path("x-kubernetes-list-map-keys")) {
        key.append(list.get(i).path(name.asText())).append(' ');
      }
      if (!key.isEmpty() && !keys.add(key.toString())) {
        problems.add(at + "[" + i + "]: Duplicate value: " + key);
      }
    }
  }

  private void text(String at, JsonNode schema, String text) {
    if (text.length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      problems.add(at + ": Too long: may not be more than " + schema.path("maxLength") + " bytes");
    }
    String pattern = schema.path("pattern").asText("");
    if (!pattern.isEmpty() && !java.util.regex.Pattern.compile(pattern).matcher(text).find()) {
      problems.add(at + ": Invalid value: \"" + text + "\": should match '" + pattern + "'");
    }
  }

  private void number(String at, JsonNode schema, double value) {
    boolean above = schema.path("exclusiveMinimum").asBoolean();
    double min = schema.path("minimum").asDouble(-Double.MAX_VALUE);
    double max = schema.path("maximum").asDouble(Double.MAX_VALUE);
    if (value < min || above && value == min || value > max) {
      problems.add(at + ": Invalid value: " + value + ": should be from " + min + " to " + max);
    }
  }
}
