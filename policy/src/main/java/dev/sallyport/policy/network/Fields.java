// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a manifest, as any YAML or JSON parser gives it, that knows where it stands. Reading
 * what is of the wrong type throws {@link BadField}, which names the place and what was expected.
 *
 * @param path where it stands, such as <code>spec.ingress[0]</code>
 * @param value what stands there
 */
record Fields(String path, @Nullable Object value) {

  /** A field that is not as the Kubernetes API has it. */
  static final class BadField extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadField(String path, String expected, @Nullable Object seen) {
      super(path + ": expected " + expected + ", got " + shown(seen));
    }

    private static String shown(@Nullable Object seen) {
      String text = String.valueOf(seen);
      return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
  }

  boolean isPresent() {
    return value != null;
  }

  boolean has(String name) {
    return value instanceof Map<?, ?> map && map.get(name) != null;
  }

  /** Tells a field that is there and says nothing from one that is absent. */
  boolean names(String name) {
    return value instanceof Map<?, ?> map && map.containsKey(name);
  }

  Fields at(String... names) {
    Fields at = this;
    for (String name : names) {
      at = at.child(name);
    }
    return at;
  }

  private Fields child(String name) {
    String below = path.isEmpty() ? name : path + "." + name;
    if (value == null) {
      return new Fields(below, null);
    }
    if (value instanceof Map<?, ?> map) {
      return new Fields(below, map.get(name));
    }
    throw new BadField(path, "an object", value);
  }

  List<Fields> items() {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new BadField(path, "a list", value);
    }
    Fields[] items = new Fields[list.size()];
    for (int i = 0; i < items.length; i++) {
      items[i] = new Fields(path + "[" + i + "]", list.get(i));
    }
    return List.of(items);
  }

  Optional<String> text() {
    return switch (value) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      case Number number -> Optional.of(number.toString());
      case Boolean flag -> Optional.of(flag.toString());
      default -> throw new BadField(path, "text", value);
    };
  }

  String text(String otherwise) {
    return text().orElse(otherwise);
  }

  int number() {
    return switch (value) {
      case Integer number -> number;
      case String digits when digits.matches("[0-9]{1,9}") -> Integer.parseInt(digits);
      case null, default -> throw new BadField(path, "a number", value);
    };
  }

  int port() {
    int number = number();
    if (number < PortSet.MIN || number > PortSet.MAX) {
      throw new BadField(path, "a port from 1 to 65535", number);
    }
    return number;
  }

  Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>();
    if (value == null) {
      return labels;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new BadField(path, "labels", value);
    }
    map.forEach((key, label) -> labels.put(String.valueOf(key), label == null ? "" : "" + label));
    return labels;
  }

  LabelSelector selector() {
    return SelectorReader.read(this);
  }
}
