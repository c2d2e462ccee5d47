// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.blueprint.catalogue.PathLimits;
import dev.sallyport.blueprint.catalogue.PathTemplates;
import dev.sallyport.blueprint.catalogue.PathTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sallyport inspect paths}. */
@Command(
    name = "paths",
    description = "Names the operations that URLs call: {} for each segment that is a value.",
    footer = {
      "",
      "In:  {\"api\":\"shop\",\"method\":\"GET\",\"url\":\"/orders/17?full=1\"} lines, in any order",
      "Out: {\"api\":\"shop\",\"method\":\"GET\",\"url\":\"/orders/17?full=1\",\"template\":\"/orders/{}\"},",
      "     at the end of input, since a URL is judged by all others of its API. A \"status\" of 404",
      "     keeps a URL from being evidence.",
      "",
      "Example:",
      "  sallyport inspect paths < urls.jsonl"
    })
final class InspectPathsCommand implements Callable<Integer> {
  private static final int NOT_FOUND = 404;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final InputStream in;

  InspectPathsCommand() {
    this(System.in);
  }

  InspectPathsCommand(InputStream in) {
    this.in = in;
  }

  /** One line: what was asked, or why it cannot be answered. */
  private record Line(String api, String method, String url, @Nullable String error) {
    static Line wrong(String error) {
      return new Line("", "", "", error);
    }
  }

  @Override
  public Integer call() throws IOException {
    List<Line> lines = new ArrayList<>();
    Map<String, PathTree> trees = new HashMap<>();
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      if (!text.isBlank()) {
        lines.add(read(text, trees));
      }
    }
    Map<String, PathTemplates> templates = new HashMap<>();
    trees.forEach((api, tree) -> templates.put(api, tree.templates()));
    PrintWriter out = spec.commandLine().getOut();
    for (Line line : lines) {
      out.print(JsonLines.JSON.writeValueAsString(answer(line, templates)));
      out.print('\n');
    }
    out.flush();
    return 0;
  }

  private static Line read(String text, Map<String, PathTree> trees) {
    JsonNode asked;
    try {
      asked = JsonLines.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Line.wrong("not JSON: expected one JSON object per line");
    }
    if (!asked.isObject() || !asked.path("url").isTextual()) {
      return Line.wrong("expected an object with \"api\", \"method\" and \"url\"");
    }
    Line line =
        new Line(
            asked.path("api").asText(),
            asked.path("method").asText("GET"),
            asked.path("url").asText(),
            null);
    PathTree tree = trees.computeIfAbsent(line.api(), unused -> new PathTree(PathLimits.DEFAULT));
    if (asked.path("status").asInt() != NOT_FOUND) {
      tree.add(line.method(), line.url(), 1);
    }
    return line;
  }

  private static ObjectNode answer(Line line, Map<String, PathTemplates> templates) {
    ObjectNode answer = JsonLines.JSON.createObjectNode();
    if (line.error() != null) {
      return answer.put("error", line.error());
    }
    PathTemplates known = templates.get(line.api());
    answer.put("api", line.api()).put("method", line.method()).put("url", line.url());
    return known == null ? answer : answer.put("template", known.of(line.url()));
  }
}
