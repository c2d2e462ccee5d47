// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a shape as the structural schema that Kubernetes wants. Everything is bounded, so that the
 * API server can tell beforehand what checking its rules may cost.
 */
final class SchemaWriter {
  private SchemaWriter() {}

  static Map<String, Object> write(Shape shape, String about) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (!about.isEmpty()) {
      schema.put("description", about);
    }
    switch (shape) {
      case Shape.Text it -> text(schema, it);
      case Shape.Word(List<String> words) -> {
        schema.put("type", "string");
        schema.put("enum", words);
      }
      case Shape.Figure it -> figure(schema, it);
      case Shape.Flag(boolean onlyTrue) -> {
        schema.put("type", "boolean");
        if (onlyTrue) {
          schema.put("enum", List.of(true));
        }
      }
      case Shape.Items it -> items(schema, it);
      case Shape.Labels it -> {
        schema.put("type", "object");
        schema.put("maxProperties", it.max());
        schema.put("additionalProperties", write(new Shape.Text("", "", it.lengthMax()), ""));
      }
      case Shape.Fields it -> fields(schema, it);
    }
    return schema;
  }

  private static void text(Map<String, Object> schema, Shape.Text it) {
    schema.put("type", "string");
    schema.put("maxLength", it.lengthMax());
    if (!it.pattern().isEmpty()) {
      schema.put("pattern", "^(" + it.pattern() + ")$");
    }
  }

  private static void figure(Map<String, Object> schema, Shape.Figure it) {
    schema.put("type", it.whole() ? "integer" : "number");
    if (it.whole()) {
      schema.put("format", it.max() > Integer.MAX_VALUE ? "int64" : "int32");
    }
    schema.put("minimum", number(it.min()));
    if (it.aboveMin()) {
      schema.put("exclusiveMinimum", true);
    }
    if (it.max() < Integer.MAX_VALUE) {
      schema.put("maximum", number(it.max()));
    }
  }

  private static Number number(double value) {
    return value == Math.rint(value) ? (Number) (long) value : (Number) value;
  }

  private static void items(Map<String, Object> schema, Shape.Items it) {
    schema.put("type", "array");
    if (it.min() > 0) {
      schema.put("minItems", it.min());
    }
    schema.put("maxItems", it.max());
    if (!it.key().isEmpty()) {
      schema.put("x-kubernetes-list-type", "map");
      schema.put("x-kubernetes-list-map-keys", List.of(it.key()));
    }
    schema.put("items", write(it.item(), ""));
  }

  private static void fields(Map<String, Object> schema, Shape.Fields it) {
    schema.put("type", "object");
    List<String> required = new ArrayList<>();
    Map<String, Object> properties = new LinkedHashMap<>();
    it.parts()
        .forEach(
            (name, part) -> {
              if (part.required()) {
                required.add(name);
              }
              properties.put(name, part(part));
            });
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!properties.isEmpty()) {
      schema.put("properties", properties);
    }
    List<Object> checks = new ArrayList<>();
    if (it.oneOf()) {
      checks.add(exactlyOne(List.copyOf(it.parts().keySet())));
    }
    it.checks().forEach(each -> checks.add(check(each.rule(), each.message())));
    if (!checks.isEmpty()) {
      schema.put("x-kubernetes-validations", checks);
    }
  }

  private static Map<String, Object> part(Shape.Part part) {
    Map<String, Object> schema = write(part.shape(), part.about().value());
    String fallback = part.about().fallback();
    if (!fallback.isEmpty()) {
      boolean number = part.shape() instanceof Shape.Figure;
      schema.put("default", number ? (Object) Long.parseLong(fallback) : fallback);
    }
    return schema;
  }

  private static Map<String, Object> exactlyOne(List<String> names) {
    String all =
        names.stream().map(each -> "has(self." + each + ")").collect(Collectors.joining(", "));
    return check(
        "[" + all + "].filter(x, x).size() == 1", "exactly one of " + ShapeCheck.oneOf(names));
  }

  private static Map<String, Object> check(String rule, String message) {
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("rule", rule);
    check.put("message", message);
    return check;
  }
}
