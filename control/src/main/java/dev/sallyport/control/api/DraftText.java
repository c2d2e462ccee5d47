// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A text of YAML that somebody writes, with the line of every field.
 *
 * @param documents its documents that are not empty, up to the first that cannot be read
 * @param problem why it cannot be read, empty when it can
 * @param problemLine line of that, from 1; 0 when it is not known
 */
record DraftText(List<Document> documents, String problem, int problemLine) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /**
   * A document of the text.
   *
   * @param object what it says
   * @param line line on which it begins, from 1
   * @param lines line of every field in it by its pointer
   */
  record Document(JsonNode object, int line, Map<String, Integer> lines) {
    Document {
      lines = Map.copyOf(lines);
    }

    /**
     * Returns the line of a field, or of the nearest thing around it that is there.
     *
     * @param field for example {@code spec.inbound[0].then}
     */
    int lineOf(String field) {
      String pointer = "/" + field.replace("[", ".").replace("]", "").replace('.', '/');
      while (!pointer.isEmpty()) {
        Integer found = lines.get(pointer);
        if (found != null) {
          return found;
        }
        pointer = pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
      }
      return line;
    }
  }

  /** Reads a text. */
  static DraftText of(String yaml, int documentsMax) {
    List<Document> documents = new ArrayList<>();
    List<Map<String, Integer>> places = new ArrayList<>();
    try {
      places.addAll(places(yaml));
      try (MappingIterator<JsonNode> each = YAML.readerFor(JsonNode.class).readValues(yaml)) {
        for (int at = 0; each.hasNextValue(); at++) {
          JsonNode object = each.nextValue();
          if (object == null || object.isNull() || object.isMissingNode()) {
            continue;
          }
          if (documents.size() == documentsMax) {
            return new DraftText(documents, "more than " + documentsMax + " documents", 0);
          }
          Map<String, Integer> lines = at < places.size() ? places.get(at) : Map.of();
          documents.add(
              new Document(
                  object,
                  lines.values().stream().mapToInt(Integer::intValue).min().orElse(1),
                  lines));
        }
      }
    } catch (JsonProcessingException e) {
      JsonLocation where = Optional.ofNullable(e.getLocation()).orElse(JsonLocation.NA);
      String why = e.getOriginalMessage().lines().map(String::strip).findFirst().orElse("no YAML");
      return new DraftText(documents, why, Math.max(0, where.getLineNr()));
    } catch (IOException e) {
      return new DraftText(documents, String.valueOf(e.getMessage()), 0);
    }
    return new DraftText(documents, "", 0);
  }

  /** Returns for every document the line of every field. */
  private static List<Map<String, Integer>> places(String yaml) throws IOException {
    List<Map<String, Integer>> documents = new ArrayList<>();
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      Map<String, Integer> lines = new HashMap<>();
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        JsonPointer at = parser.getParsingContext().pathAsPointer();
        boolean opens = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        boolean closes = token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY;
        if (!closes) {
          lines.putIfAbsent(
              opens
                  ? parser.getParsingContext().getParent().pathAsPointer().toString()
                  : at.toString(),
              parser.currentTokenLocation().getLineNr());
        }
        if (parser.getParsingContext().inRoot() && !opens) {
          documents.add(lines);
          lines = new HashMap<>();
        }
      }
    }
    return documents;
  }
}
