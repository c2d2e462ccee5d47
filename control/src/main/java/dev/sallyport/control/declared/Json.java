// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.declared;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Short ways to read objects of Kubernetes. */
final class Json {
  private Json() {}

  static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  static String namespace(JsonNode object) {
    return object.at("/metadata/namespace").asText();
  }

  static String kind(JsonNode object) {
    return object.path("kind").asText();
  }

  static String group(JsonNode object) {
    String version = object.path("apiVersion").asText();
    return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
  }

  /** Returns {@code Kind namespace/name}, or {@code Kind name} of what is in no namespace. */
  static String title(JsonNode object) {
    String namespace = namespace(object);
    return kind(object) + " " + (namespace.isEmpty() ? "" : namespace + "/") + name(object);
  }

  static List<String> texts(JsonNode array) {
    List<String> found = new ArrayList<>();
    array.forEach(each -> found.add(each.asText()));
    return found;
  }

  static Map<String, String> labels(JsonNode object) {
    Map<String, String> found = new TreeMap<>();
    object.properties().forEach(each -> found.put(each.getKey(), each.getValue().asText()));
    return found;
  }
}
