// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON and YAML in and out. Stateless; all methods may be called from any thread. */
public final class Json {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES));

  private Json() {}

  /** Returns a new empty object. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Returns a new empty array. */
  public static ArrayNode array() {
    return JSON.createArrayNode();
  }

  /** Returns the value as a tree: maps become objects, lists arrays. */
  public static <T extends JsonNode> T tree(Object value) {
    return JSON.valueToTree(value);
  }

  /** Returns the object in the bytes; throws {@link ApiProblem} when they hold none. */
  public static ObjectNode parse(byte[] bytes) {
    try {
      if (JSON.readTree(bytes) instanceof ObjectNode object) {
        return object;
      }
      throw ApiProblem.badRequest("the body is not a JSON object");
    } catch (IOException e) {
      throw ApiProblem.badRequest("the body is not JSON: " + e.getMessage());
    }
  }

  /** Returns whatever tree is in the bytes (a JSON patch is an array). */
  public static JsonNode parseAny(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw ApiProblem.badRequest("the body is not JSON: " + e.getMessage());
    }
  }

  /**
   * Returns the objects of a YAML (or JSON) text; several documents and {@code List} kinds are
   * unfolded.
   */
  public static List<ObjectNode> parseYaml(String text) {
    List<ObjectNode> objects = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      while (documents.hasNext()) {
        if (documents.next() instanceof ObjectNode object) {
          unfold(object, objects);
        }
      }
    } catch (IOException e) {
      throw ApiProblem.badRequest("not YAML: " + e.getMessage());
    }
    return objects;
  }

  /** Returns a YAML value of any shape as a list of maps. */
  public static List<Map<String, Object>> parseYamlList(String text) {
    try {
      return YAML.readValue(text, new TypeReference<>() {});
    } catch (IOException e) {
      throw ApiProblem.badRequest("not a YAML list: " + e.getMessage());
    }
  }

  /** Returns the compact JSON text. */
  public static String text(JsonNode node) {
    return node.toString();
  }

  /** Returns the YAML text. */
  public static String yaml(JsonNode node) {
    try {
      return YAML.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree always has a YAML form", e);
    }
  }

  private static void unfold(ObjectNode object, List<ObjectNode> into) {
    if (object.path("kind").asText().endsWith("List") && object.path("items").isArray()) {
      object.path("items").forEach(item -> into.add((ObjectNode) item));
    } else if (!object.isEmpty()) {
      into.add(object);
    }
  }
}
