// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Holds JSON against the part of JSON Schema that the API's description uses. */
final class SchemaCheck {
  private final JsonNode document;
  private final List<String> problems = new ArrayList<>();

  SchemaCheck(JsonNode document) {
    this.document = document;
  }

  /** Returns where the value departs from the schema; fields not described count as departures. */
  List<String> problems(JsonNode schema, JsonNode value) {
    problems.clear();
    check(schema, value, "$");
    return List.copyOf(problems);
  }

  private void check(JsonNode given, JsonNode value, String at) {
    JsonNode schema = resolve(given);
    if (value.isNull()) {
      problems.add(at + " is null (absent is expected)");
      return;
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      problems.add(at + " is " + value + ", which is not one of " + schema.get("enum"));
    }
    String type = schema.path("type").asText("");
    boolean fits =
        switch (type) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          default -> true;
        };
    if (!fits) {
      problems.add(at + " is " + value.getNodeType() + " (expected: " + type + ")");
      return;
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(schema.path("items"), value.get(i), at + "[" + i + "]");
      }
    }
    if (value.isObject()) {
      object(schema, value, at);
    }
  }

  private void object(JsonNode schema, JsonNode value, String at) {
    for (JsonNode each : schema.path("required")) {
      if (!value.has(each.asText())) {
        problems.add(at + "." + each.asText() + " is absent");
      }
    }
    for (Map.Entry<String, JsonNode> each : value.properties()) {
      JsonNode property = schema.path("properties").path(each.getKey());
      JsonNode further = property.isMissingNode() ? schema.path("additionalProperties") : property;
      if (further.isObject()) {
        check(further, each.getValue(), at + "." + each.getKey());
      } else if (schema.has("properties")) {
        problems.add(at + "." + each.getKey() + " is not described");
      }
    }
  }

  private JsonNode resolve(JsonNode schema) {
    String reference = schema.path("$ref").asText("");
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
