// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An OpenAPI 3 document, as far as it is compared with traffic. References inside it are followed.
 */
final class SpecDocument {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
  private static final int DEPTH_MAX = 12;

  private final JsonNode root;

  private SpecDocument(JsonNode root) {
    this.root = root;
  }

  /**
   * An operation of the document.
   *
   * @param path path with <code>{}</code> for each parameter, without the server's path
   * @param parameters names of query parameters
   * @param statuses statuses and ranges such as {@code 2XX}; {@code default} for all others
   * @param requestFields names at the top of a JSON body; empty when nothing or anything may be
   *     there
   * @param responseFields names at the top of a successful JSON answer; the same
   * @param secured whether credentials are demanded
   */
  record Operation(
      String method,
      String path,
      Set<String> parameters,
      Set<String> requiredParameters,
      Set<String> statuses,
      Set<String> requestFields,
      Set<String> responseFields,
      boolean secured) {}

  /**
   * Reads a document.
   *
   * @throws CommandFailure when it is none
   */
  static SpecDocument read(Path file) {
    try {
      String text = Files.readString(file);
      boolean json = text.stripLeading().startsWith("{");
      JsonNode root =
          (json ? new ObjectMapper() : new ObjectMapper(new YAMLFactory())).readTree(text);
      if (!root.path("openapi").asText().startsWith("3.") || !root.path("paths").isObject()) {
        throw new CommandFailure(
            CommandFailure.WRONG_USAGE, file + " (expected: an OpenAPI 3 document with paths)");
      }
      return new SpecDocument(root);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          file + " is neither JSON nor YAML: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE, "cannot read " + file + ": " + e.getMessage());
    }
  }

  /** Returns the paths that servers of the document stand under, without a slash at their end. */
  Set<String> basePaths() {
    Set<String> bases = new TreeSet<>();
    bases.add("");
    for (JsonNode server : root.path("servers")) {
      try {
        String path = URI.create(server.path("url").asText()).getPath();
        bases.add(
            path == null || path.isEmpty() || path.equals("/") ? "" : path.replaceAll("/$", ""));
      } catch (IllegalArgumentException templated) {
        // A URL with variables has no path that is known here.
      }
    }
    return bases;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      JsonNode item = resolved(path.getValue(), 0);
      for (Map.Entry<String, JsonNode> each : item.properties()) {
        if (METHODS.contains(each.getKey())) {
          operations.add(
              operation(path.getKey(), each.getKey(), item, resolved(each.getValue(), 0)));
        }
      }
    }
    return operations;
  }

  private Operation operation(String path, String method, JsonNode item, JsonNode operation) {
    Set<String> names = new TreeSet<>();
    Set<String> required = new TreeSet<>();
    for (JsonNode list : List.of(item.path("parameters"), operation.path("parameters"))) {
      for (JsonNode each : list) {
        JsonNode parameter = resolved(each, 0);
        if (parameter.path("in").asText().equals("query")) {
          names.add(parameter.path("name").asText());
          if (parameter.path("required").asBoolean()) {
            required.add(parameter.path("name").asText());
          }
        }
      }
    }
    Set<String> statuses = new TreeSet<>();
    Set<String> answered = new TreeSet<>();
    for (Map.Entry<String, JsonNode> each : operation.path("responses").properties()) {
      statuses.add(each.getKey().toUpperCase(Locale.ROOT));
      if (each.getKey().startsWith("2")) {
        answered.addAll(fields(resolved(each.getValue(), 0)));
      }
    }
    JsonNode security =
        operation.has("security") ? operation.path("security") : root.path("security");
    boolean secured = !security.isEmpty();
    for (JsonNode each : security) {
      secured &= !each.isEmpty();
    }
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        path.replaceAll("\\{[^}]*}", "{}"),
        names,
        required,
        statuses,
        fields(resolved(operation.path("requestBody"), 0)),
        answered,
        secured);
  }

  /** Names at the top of the JSON that a body may have; empty when they are not all known. */
  private Set<String> fields(JsonNode body) {
    Set<String> names = new TreeSet<>();
    for (Map.Entry<String, JsonNode> content : body.path("content").properties()) {
      if (content.getKey().contains("json")) {
        JsonNode schema = resolved(content.getValue().path("schema"), 0);
        if (schema.path("type").asText().equals("array")) {
          schema = resolved(schema.path("items"), 0);
        }
        if (!addProperties(schema, names, new HashSet<>(), 0)) {
          return Set.of();
        }
      }
    }
    return names;
  }

  private boolean addProperties(JsonNode schema, Set<String> names, Set<JsonNode> seen, int depth) {
    if (depth > DEPTH_MAX || !seen.add(schema)) {
      return true;
    }
    boolean known =
        !schema.path("additionalProperties").isObject()
            && !schema.path("additionalProperties").asBoolean(false);
    schema.path("properties").properties().forEach(each -> names.add(each.getKey()));
    boolean any = schema.has("properties");
    for (String key : List.of("allOf", "oneOf", "anyOf")) {
      for (JsonNode each : schema.path(key)) {
        any = true;
        known &= addProperties(resolved(each, 0), names, seen, depth + 1);
      }
    }
    return known && any;
  }

  private JsonNode resolved(JsonNode node, int depth) {
    String reference = node.path("$ref").asText();
    if (!reference.startsWith("#/") || depth > DEPTH_MAX) {
      return node;
    }
    return resolved(root.at(reference.substring(1)), depth + 1);
  }
}
