// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The patch formats of the Kubernetes API: JSON merge patch, strategic merge (lists by name) and
 * JSON patch.
 */
final class Patches {
  private Patches() {}

  /**
   * RFC 7396: null removes, objects merge, everything else replaces. Changes and returns the
   * target.
   */
  static JsonNode merge(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode from)) {
      return patch.deepCopy();
    }
    ObjectNode into = target instanceof ObjectNode object ? object : Json.object();
    for (Map.Entry<String, JsonNode> field : from.properties()) {
      if (field.getValue().isNull()) {
        into.remove(field.getKey());
      } else {
        into.set(field.getKey(), merge(into.path(field.getKey()), field.getValue()));
      }
    }
    return into;
  }

  /** As {@link #merge}, but lists of objects with names are merged item by item. */
  static JsonNode strategicMerge(JsonNode target, JsonNode patch) {
    if (target instanceof ArrayNode into
        && patch instanceof ArrayNode from
        && named(into)
        && named(from)) {
      from.forEach(item -> mergeItem(into, item));
      return into;
    }
    if (!(patch instanceof ObjectNode from)) {
      return patch.deepCopy();
    }
    ObjectNode into = target instanceof ObjectNode object ? object : Json.object();
    for (Map.Entry<String, JsonNode> field : from.properties()) {
      if (field.getValue().isNull()) {
        into.remove(field.getKey());
      } else {
        into.set(field.getKey(), strategicMerge(into.path(field.getKey()), field.getValue()));
      }
    }
    return into;
  }

  /** RFC 6902 with the operations add, replace, remove and test. Changes and returns the target. */
  static JsonNode jsonPatch(ObjectNode target, JsonNode patch) {
    for (JsonNode step : patch) {
      JsonPointer path = JsonPointer.compile(step.path("path").asText());
      JsonNode parent = target.at(path.head());
      String last = path.last().getMatchingProperty();
      switch (step.path("op").asText()) {
        case "add", "replace" -> set(parent, last, step.path("value"), step.path("op").asText());
        case "remove" -> unset(parent, last);
        case "test" -> {
          if (!target.at(path).equals(step.path("value"))) {
            throw new ApiProblem(422, "Invalid", "the test of " + path + " failed");
          }
        }
        default -> throw ApiProblem.badRequest("unknown patch operation " + step.path("op"));
      }
    }
    return target;
  }

  private static void set(JsonNode parent, String field, JsonNode value, String op) {
    if (parent instanceof ObjectNode object) {
      object.set(field, value);
    } else if (parent instanceof ArrayNode array) {
      if (field.equals("-")) {
        array.add(value);
      } else if (op.equals("add")) {
        array.insert(Integer.parseInt(field), value);
      } else {
        array.set(Integer.parseInt(field), value);
      }
    } else {
      throw new ApiProblem(422, "Invalid", "no parent for field " + field);
    }
  }

  private static void unset(JsonNode parent, String field) {
    if (parent instanceof ObjectNode object) {
      object.remove(field);
    } else if (parent instanceof ArrayNode array) {
      array.remove(Integer.parseInt(field));
    }
  }

  private static boolean named(ArrayNode array) {
    return !array.isEmpty() && array.get(0).has("name");
  }

  private static void mergeItem(ArrayNode into, JsonNode item) {
    for (int i = 0; i < into.size(); i++) {
      if (into.get(i).path("name").equals(item.path("name"))) {
        into.set(i, strategicMerge(into.get(i), item));
        return;
      }
    }
    into.add(item.deepCopy());
  }
}
