// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.ApiSummaryView;
import dev.sallyport.wire.api.ApiView;
import dev.sallyport.wire.api.ApisView;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport api}. */
@Command(
    name = "api",
    description = "Shows the APIs that are called, as traffic shows them.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "An API is named by who serves it: NAMESPACE/NAME of a workload, or the name of a host.",
      "",
      "Examples:",
      "  sallyport api list                          all APIs",
      "  sallyport api show shop/catalog             operations, callers, protection, fields",
      "  sallyport api export shop/catalog           the API as OpenAPI 3.1",
      "  sallyport api diff shop/catalog --spec api.yaml   what traffic and document disagree on"
    })
final class ApiCommand {
  /** Forms of the output. */
  enum Form {
    TEXT,
    JSON
  }

  /** Exit code of {@code diff} when there are differences that are asked to fail. */
  private static final int DIFFERENT = 1;

  @Spec private CommandSpec spec = CommandSpec.create();
  @ParentCommand private Main main = new Main(Terminal.PLAIN);

  @Command(name = "list", description = "Lists the APIs, one line each.")
  int list(
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FORM",
              defaultValue = "text",
              description = "text or json. Default: ${DEFAULT-VALUE}")
          Form form) {
    ApisView view = main.client().get("apis", ApisView.class);
    print(form == Form.JSON ? json(view) : ApiReport.list(view, main.terminal()));
    return 0;
  }

  @Command(name = "show", description = "Shows one API: its operations and what is known of each.")
  int show(
      @Parameters(paramLabel = "NAME", description = "Who serves it.") String name,
      @Option(
              names = "--operation",
              paramLabel = "TEXT",
              description = "Only operations with this in their name, with their fields.")
          @Nullable String operation,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FORM",
              defaultValue = "text",
              description = "text or json. Default: ${DEFAULT-VALUE}")
          Form form) {
    ApiView view = main.client().get(path(name), ApiView.class);
    print(form == Form.JSON ? json(view) : ApiReport.show(view, operation, main.terminal()));
    return 0;
  }

  @Command(
      name = "findings",
      description = "Lists what the OWASP API Security Top 10 of 2023 warns of, with its evidence.",
      footer = {"", "Only what traffic shows is listed; nothing is tried out."})
  int findings(
      @Parameters(paramLabel = "NAME", description = "Who serves the API.") String name,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FORM",
              defaultValue = "text",
              description = "text or json. Default: ${DEFAULT-VALUE}")
          Form form) {
    ApiView view = main.client().get(path(name), ApiView.class);
    print(form == Form.JSON ? json(view.findings()) : ApiReport.findings(view, main.terminal()));
    return 0;
  }

  @Command(name = "export", description = "Prints one API as an OpenAPI 3.1 document.")
  int export(@Parameters(paramLabel = "NAME", description = "Who serves it.") String name) {
    print(json(main.client().get(path(name) + "/openapi", JsonNode.class)));
    return 0;
  }

  @Command(
      name = "diff",
      description = "Compares an API with its OpenAPI document.",
      footer = {
        "",
        "undocumented  called, and not in the document",
        "unused        in the document, and not called",
        "changed       called otherwise than the document says",
        "",
        "Exit codes: 0 nothing to fail for, 1 there is, 64 wrong usage, 69 control is not reachable",
        "",
        "Example, in a pipeline:",
        "  sallyport api diff shop/catalog --spec openapi.yaml --fail-on undocumented"
      })
  int diff(
      @Parameters(paramLabel = "NAME", description = "Who serves it.") String name,
      @Option(
              names = "--spec",
              required = true,
              paramLabel = "FILE",
              description = "OpenAPI 3 document, JSON or YAML.")
          Path file,
      @Option(
              names = "--fail-on",
              split = ",",
              paramLabel = "KIND",
              defaultValue = "undocumented,changed",
              description = "What makes the exit code 1. Default: ${DEFAULT-VALUE}")
          Set<ApiDifference.Kind> failOn,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FORM",
              defaultValue = "text",
              description = "text or json. Default: ${DEFAULT-VALUE}")
          Form form) {
    SpecDocument document = SpecDocument.read(file);
    ApiView view = main.client().get(path(name), ApiView.class);
    List<ApiDifference> differences = new ApiComparison(document, view).differences();
    print(
        form == Form.JSON
            ? json(differences)
            : ApiReport.differences(differences, main.terminal()));
    return differences.stream().anyMatch(each -> failOn.contains(each.kind())) ? DIFFERENT : 0;
  }

  /** Returns the path of the API of that name. */
  private String path(String name) {
    ApisView all = main.client().get("apis", ApisView.class);
    List<ApiSummaryView> found =
        all.apis().stream()
            .filter(each -> each.name().equals(name) || each.party().endsWith("/" + name))
            .toList();
    if (found.size() != 1) {
      String known =
          (found.isEmpty() ? all.apis() : found)
              .stream().map(ApiSummaryView::party).collect(Collectors.joining(", "));
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          found.isEmpty()
              ? "no API of " + name + "; there are: " + (known.isEmpty() ? "none yet" : known)
              : name + " is more than one API: " + known);
    }
    String[] id = found.getFirst().party().split("/", 4);
    Stream<String> parts =
        id[0].equals("workload") ? Stream.of(id).skip(1) : Stream.of("-", id[0], rest(id));
    return parts
        .map(each -> URLEncoder.encode(each, StandardCharsets.UTF_8))
        .collect(Collectors.joining("/", "apis/", ""));
  }

  private static String rest(String[] id) {
    return Stream.of(id).skip(1).collect(Collectors.joining("/"));
  }

  private void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }

  private static String json(Object value) {
    try {
      return ApiJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    } catch (IOException e) {
      throw new IllegalStateException("cannot write JSON", e);
    }
  }
}
