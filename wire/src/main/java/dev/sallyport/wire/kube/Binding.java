// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON to records and back, for JSON that was held against the shape of the record before. What is
 * absent reads as an empty text, list or map, as false, or as null.
 */
final class Binding {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Binding() {}

  static <T> T read(JsonNode node, Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(node.path(Shape.name(components[i])), components[i].getGenericType());
    }
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private static @Nullable Object value(JsonNode node, Type type) {
    boolean absent = node.isMissingNode() || node.isNull();
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Map.class
          ? labels(node)
          : items(node, (Class<?>) generic.getActualTypeArguments()[0]);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return node.asText("");
    }
    if (plain == boolean.class) {
      return node.asBoolean();
    }
    return absent ? null : present(node, plain);
  }

  private static Object present(JsonNode node, Class<?> type) {
    if (type == Integer.class) {
      return node.asInt();
    }
    if (type == Long.class) {
      return node.asLong();
    }
    if (type == Double.class) {
      return node.asDouble();
    }
    if (type == String.class) {
      return node.asText();
    }
    return type.isEnum() ? Words.constant(type, node.asText()) : read(node, type);
  }

  private static List<Object> items(JsonNode node, Class<?> type) {
    List<Object> items = new ArrayList<>();
    node.forEach(each -> items.add(present(each, type)));
    return List.copyOf(items);
  }

  private static Map<String, String> labels(JsonNode node) {
    Map<String, String> labels = new LinkedHashMap<>();
    node.properties().forEach(each -> labels.put(each.getKey(), each.getValue().asText()));
    return Map.copyOf(labels);
  }

  /** Returns the JSON of a record without what is absent. */
  static ObjectNode write(Record value) {
    ObjectNode object = JSON.objectNode();
    for (RecordComponent each : value.getClass().getRecordComponents()) {
      if (each.getAnnotation(Field.class) == null) {
        continue;
      }
      JsonNode field = json(get(value, each));
      boolean empty =
          field.isNull()
              || field.isTextual() && field.asText().isEmpty()
              || field.isBoolean() && !field.asBoolean()
              || field.isArray() && field.isEmpty()
              || field.isObject() && field.isEmpty() && each.getType() == Map.class;
      if (!empty) {
        object.set(Shape.name(each), field);
      }
    }
    return object;
  }

  private static @Nullable Object get(Record value, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  static JsonNode json(@Nullable Object value) {
    return switch (value) {
      case null -> JSON.nullNode();
      case Record it -> write(it);
      case Enum<?> it -> JSON.textNode(Words.of(it));
      case String it -> JSON.textNode(it);
      case Boolean it -> JSON.booleanNode(it);
      case Integer it -> JSON.numberNode(it);
      case Long it -> JSON.numberNode(it);
      case Double it ->
          it == Math.rint(it) && Math.abs(it) < 1e9
              ? JSON.numberNode(it.longValue())
              : JSON.numberNode(it);
      case Collection<?> it -> {
        ArrayNode array = JSON.arrayNode();
        it.forEach(each -> array.add(json(each)));
        yield array;
      }
      case Map<?, ?> it -> {
        ObjectNode object = JSON.objectNode();
        it.forEach((key, each) -> object.set(String.valueOf(key), json(each)));
        yield object;
      }
      default -> throw new IllegalStateException("no JSON for " + value.getClass());
    };
  }
}
