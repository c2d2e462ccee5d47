// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.BlueprintView;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport blueprint}. */
@Command(
    name = "blueprint",
    description = "Shows the application: who is there and who calls whom.",
    footer = {
      "",
      "Examples:",
      "  sallyport blueprint                          the whole picture as a tree",
      "  sallyport blueprint -n shop --operations 3   one namespace, with what is called",
      "  sallyport blueprint --since 5m --watch       what was active lately, live",
      "  sallyport blueprint -o table                 one line per party",
      "  sallyport blueprint -o dot | dot -Tsvg > blueprint.svg",
      "  sallyport blueprint -o mermaid               for a page that draws Mermaid",
      "  sallyport blueprint -o json | jq .edges"
    })
final class BlueprintCommand implements Callable<Integer> {
  /** Forms of the output. */
  enum Form {
    TREE,
    TABLE,
    JSON,
    DOT,
    MERMAID
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @ParentCommand private Main main = new Main(Terminal.PLAIN);

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "tree",
      description = "tree, table, json, dot or mermaid. Default: ${DEFAULT-VALUE}")
  private Form form = Form.TREE;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Only this namespace and what touches it.")
  private @Nullable String namespace;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only what was active in this time, for example 90s, 15m, 2h.")
  private @Nullable String since;

  @Option(
      names = "--operations",
      paramLabel = "N",
      defaultValue = "0",
      description = "In the tree, show the N most used operations of each edge.")
  private int operations;

  @Option(
      names = {"-w", "--watch"},
      description = "Show it again whenever it changes, until interrupted.")
  private boolean watch;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ControlClient client = main.client();
    String path = "blueprint" + query();
    if (!watch) {
      print(out, client, path);
      return 0;
    }
    client.stream(
        "blueprint/stream",
        _ -> {
          if (main.terminal().colour()) {
            out.print("\u001b[H\u001b[2J\u001b[3J");
          }
          print(out, client, path);
          return !out.checkError();
        });
    return 0;
  }

  private void print(PrintWriter out, ControlClient client, String path) {
    out.print(render(client.get(path, BlueprintView.class)));
    out.flush();
  }

  private String render(BlueprintView view) {
    return switch (form) {
      case TREE -> BlueprintTree.render(view, main.terminal(), operations);
      case TABLE -> BlueprintTable.parties(view, main.terminal());
      case JSON -> json(view);
      case DOT -> GraphText.dot(view);
      case MERMAID -> GraphText.mermaid(view);
    };
  }

  static String json(Object view) {
    try {
      return ApiJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(view) + "\n";
    } catch (JsonProcessingException e) {
      throw new AssertionError("what was read as JSON can be written as JSON", e);
    }
  }

  private String query() {
    StringBuilder query = new StringBuilder();
    String space = namespace;
    if (space != null) {
      query.append("?namespace=").append(URLEncoder.encode(space, StandardCharsets.UTF_8));
    }
    String time = since;
    if (time != null) {
      query.append(query.isEmpty() ? '?' : '&').append("since=");
      query.append(URLEncoder.encode(time, StandardCharsets.UTF_8));
    }
    return query.toString();
  }
}
