// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.blueprint.summary.FieldCounts;
import dev.sallyport.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A JSON Schema (2020-12) put together from the paths of fields that were seen. */
final class ShapeSchema {
  private static final int STRINGS =
      ValueType.STRING.bit()
          | ValueType.UUID.bit()
          | ValueType.DATE.bit()
          | ValueType.DATE_TIME.bit()
          | ValueType.EMAIL.bit()
          | ValueType.URI.bit()
          | ValueType.BINARY.bit();

  /** Fewer messages than this do not tell what is always there. */
  private static final int REQUIRED_FROM = 3;

  private final Map<String, ShapeSchema> properties = new TreeMap<>();
  private @Nullable ShapeSchema items;
  private @Nullable ShapeSchema values;
  private int types;
  private long messages;

  /** Adds a field by its path, such as {@code $.items[*].sku}. */
  void add(String path, FieldCounts counts) {
    ShapeSchema at = this;
    for (String step : steps(path)) {
      at = at.step(step);
    }
    at.types |= counts.types();
    at.messages += counts.messages();
  }

  /** Adds a property of that name, whatever characters it has. */
  void addProperty(String name, FieldCounts counts) {
    types |= ValueType.OBJECT.bit();
    ShapeSchema at = step(name);
    at.types |= counts.types();
    at.messages += counts.messages();
  }

  /** Says how many messages were looked at, so that what all of them have is required. */
  void messages(long looked) {
    messages = looked;
  }

  ObjectNode toJson() {
    return toJson(true);
  }

  /** Returns the schema of a simple value with those types. */
  static ObjectNode ofTypes(int types) {
    ShapeSchema schema = new ShapeSchema();
    schema.types = types;
    return schema.toJson(false);
  }

  private ObjectNode toJson(boolean whole) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    List<String> names = typeNames();
    if (names.size() == 1) {
      json.put("type", names.getFirst());
    } else if (!names.isEmpty()) {
      ArrayNode all = json.putArray("type");
      names.forEach(all::add);
    }
    String format = format();
    if (!format.isEmpty()) {
      json.put("format", format);
    }
    ShapeSchema element = items;
    if (element != null) {
      json.set("items", element.toJson(false));
    }
    if (!properties.isEmpty()) {
      ObjectNode all = json.putObject("properties");
      properties.forEach((name, schema) -> all.set(name, schema.toJson(whole)));
      addRequired(json, whole);
    }
    ShapeSchema rest = values;
    if (rest != null) {
      json.set("additionalProperties", rest.toJson(false));
    }
    return json;
  }

  /** In lists a message tells only that some element has a field, so nothing there is required. */
  private void addRequired(ObjectNode json, boolean whole) {
    if (!whole || messages < REQUIRED_FROM) {
      return;
    }
    List<String> required =
        properties.entrySet().stream()
            .filter(each -> each.getValue().messages >= messages)
            .map(Map.Entry::getKey)
            .toList();
    if (!required.isEmpty()) {
      ArrayNode all = json.putArray("required");
      required.forEach(all::add);
    }
  }

  private List<String> typeNames() {
    List<String> names = new ArrayList<>();
    if (ValueType.OBJECT.isIn(types) || !properties.isEmpty() || values != null) {
      names.add("object");
    }
    if (ValueType.ARRAY.isIn(types) || items != null) {
      names.add("array");
    }
    if ((types & STRINGS) != 0) {
      names.add("string");
    }
    if (ValueType.NUMBER.isIn(types)) {
      names.add("number");
    } else if (ValueType.INTEGER.isIn(types)) {
      names.add("integer");
    }
    if (ValueType.BOOLEAN.isIn(types)) {
      names.add("boolean");
    }
    if (ValueType.NULL.isIn(types)) {
      names.add("null");
    }
    return names;
  }

  /** A form that all strings had. */
  private String format() {
    int strings = types & STRINGS;
    if (strings == ValueType.UUID.bit()) {
      return "uuid";
    } else if (strings == ValueType.DATE.bit()) {
      return "date";
    } else if (strings == ValueType.DATE_TIME.bit()) {
      return "date-time";
    } else if (strings == ValueType.EMAIL.bit()) {
      return "email";
    } else if (strings == ValueType.URI.bit()) {
      return "uri";
    }
    return strings == ValueType.BINARY.bit() ? "binary" : "";
  }

  private ShapeSchema step(String step) {
    if (step.equals("[*]")) {
      ShapeSchema element = items;
      if (element == null) {
        element = new ShapeSchema();
        items = element;
      }
      return element;
    }
    if (step.equals("{id}")) {
      ShapeSchema rest = values;
      if (rest == null) {
        rest = new ShapeSchema();
        values = rest;
      }
      return rest;
    }
    return properties.computeIfAbsent(step, unused -> new ShapeSchema());
  }

  private static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    int at = path.startsWith("$") ? 1 : 0;
    while (at < path.length()) {
      if (path.startsWith("[*]", at)) {
        steps.add("[*]");
        at += 3;
      } else if (path.startsWith("['", at)) {
        int end = path.indexOf("']", at);
        int stop = end < 0 ? path.length() : end;
        steps.add(path.substring(at + 2, stop));
        at = stop + 2;
      } else {
        int start = path.charAt(at) == '.' ? at + 1 : at;
        int stop = start;
        while (stop < path.length() && path.charAt(stop) != '.' && path.charAt(stop) != '[') {
          stop++;
        }
        steps.add(path.substring(start, stop));
        at = Math.max(stop, at + 1);
      }
    }
    return steps;
  }
}
