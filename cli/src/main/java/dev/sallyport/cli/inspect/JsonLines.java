// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * JSON objects read from one stream and answered on another, one line each, in order. A line that
 * is not a JSON object is answered by an object with an <code>error</code>, so that the n-th line
 * out always belongs to the n-th line in.
 */
final class JsonLines {
  static final ObjectMapper JSON = new ObjectMapper();

  private JsonLines() {}

  /** Answers every line; flushes whenever no further line is waiting. */
  static void answer(InputStream in, PrintWriter out, Function<JsonNode, ObjectNode> answer)
      throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank()) {
        continue;
      }
      out.print(JSON.writeValueAsString(answered(line, answer)));
      out.print('\n');
      if (!lines.ready()) {
        out.flush();
      }
    }
    out.flush();
  }

  private static ObjectNode answered(String line, Function<JsonNode, ObjectNode> answer) {
    JsonNode asked;
    try {
      asked = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode().put("error", "not JSON: expected one JSON object per line");
    }
    if (!asked.isObject()) {
      return JSON.createObjectNode().put("error", "expected a JSON object per line");
    }
    ObjectNode answered = answer.apply(asked);
    if (asked.has("id") && !answered.has("id")) {
      ObjectNode withId = JSON.createObjectNode();
      withId.set("id", asked.get("id"));
      withId.setAll(answered);
      return withId;
    }
    return answered;
  }
}
