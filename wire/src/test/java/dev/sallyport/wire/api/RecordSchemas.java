// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The schemas that records have, so that the document can be held against them. */
final class RecordSchemas {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<String, ObjectNode> schemas = new TreeMap<>();

  /** Returns the schemas of these records and all that they are made of, by name. */
  static Map<String, ObjectNode> of(List<Class<? extends Record>> roots) {
    RecordSchemas made = new RecordSchemas();
    roots.forEach(made::add);
    return made.schemas;
  }

  private void add(Class<?> type) {
    if (schemas.containsKey(type.getSimpleName())) {
      return;
    }
    ObjectNode schema = JSON.objectNode().put("type", "object");
    schemas.put(type.getSimpleName(), schema);
    ArrayNode required = schema.putArray("required");
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      properties.set(component.getName(), schema(component.getGenericType()));
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(component.getName());
      }
    }
  }

  private ObjectNode schema(Type type) {
    ObjectNode schema = JSON.objectNode();
    if (type instanceof ParameterizedType generic) {
      if (generic.getRawType() == List.class) {
        schema.put("type", "array").set("items", schema(generic.getActualTypeArguments()[0]));
      } else {
        schema
            .put("type", "object")
            .set("additionalProperties", schema(generic.getActualTypeArguments()[1]));
      }
      return schema;
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return schema.put("type", "string");
    } else if (plain == Instant.class) {
      return schema.put("type", "string").put("format", "date-time");
    } else if (plain == long.class || plain == Long.class) {
      return schema.put("type", "integer").put("format", "int64");
    } else if (plain == int.class || plain == Integer.class) {
      return schema.put("type", "integer").put("format", "int32");
    } else if (plain == double.class || plain == Double.class) {
      return schema.put("type", "number").put("format", "double");
    } else if (plain == boolean.class || plain == Boolean.class) {
      return schema.put("type", "boolean");
    }
    add(plain);
    return schema.put("$ref", "#/components/schemas/" + plain.getSimpleName());
  }
}
