// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What JSON may look like: what both the schema of a resource and its strict reader follow. */
sealed interface Shape {

  /** A text that matches a pattern as a whole; with a null pattern any. */
  record Text(String pattern, String expects, int lengthMax) implements Shape {
    boolean matches(String text) {
      return pattern.isEmpty() || Pattern.matches(pattern, text);
    }
  }

  /** One of some words. */
  record Word(List<String> words) implements Shape {}

  /** A number. */
  record Figure(boolean whole, double min, double max, boolean aboveMin) implements Shape {}

  /** True or false, or only true. */
  record Flag(boolean onlyTrue) implements Shape {}

  /** A list. */
  record Items(Shape item, int min, int max, String key) implements Shape {}

  /** Texts by name. */
  record Labels(int max, int lengthMax) implements Shape {}

  /** Fields by name. */
  record Fields(Map<String, Part> parts, boolean oneOf, List<Check> checks) implements Shape {}

  /** A field. */
  record Part(Shape shape, Field about) {
    boolean required() {
      return about.required();
    }
  }

  /** Returns the shape of a record, with or without what only the cluster's resource has. */
  static Fields of(Class<?> type, boolean cluster) {
    Map<String, Part> parts = new LinkedHashMap<>();
    for (RecordComponent each : type.getRecordComponents()) {
      Field about = each.getAnnotation(Field.class);
      if (about != null && (cluster || !about.clusterOnly())) {
        parts.put(name(each), new Part(of(each.getGenericType(), about, cluster), about));
      }
    }
    return new Fields(
        parts,
        type.isAnnotationPresent(OneOf.class),
        Arrays.asList(type.getAnnotationsByType(Check.class)));
  }

  /** Returns the name of a component in YAML. */
  static String name(RecordComponent component) {
    Field about = component.getAnnotation(Field.class);
    return about == null || about.name().isEmpty() ? component.getName() : about.name();
  }

  private static Shape of(Type type, Field about, boolean cluster) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Map.class
          ? new Labels(about.itemsMax(), about.lengthMax())
          : new Items(
              of(generic.getActualTypeArguments()[0], about, cluster),
              about.itemsMin(),
              about.itemsMax(),
              about.key());
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return new Text(about.pattern(), about.expects(), about.lengthMax());
    }
    if (plain == Integer.class || plain == Long.class) {
      return new Figure(true, about.min(), about.max(), about.aboveMin());
    }
    if (plain == Double.class) {
      return new Figure(false, about.min(), about.max(), about.aboveMin());
    }
    if (plain == boolean.class) {
      return new Flag(about.min() == 1);
    }
    return plain.isEnum() ? new Word(Words.all(plain)) : of(plain, cluster);
  }
}
