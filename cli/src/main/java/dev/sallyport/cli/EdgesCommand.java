// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.EdgeList;
import dev.sallyport.wire.api.EdgeView;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport edges}. */
@Command(
    name = "edges",
    description = "Lists who calls whom, one line per edge.",
    footer = {
      "",
      "A name matches when it is the name in full (shop/catalog, api.openai.com) or a part of it.",
      "SEEN says how deep an edge was seen: connection, names, protocol, operation, payload.",
      "DECLARED says whether the cluster's network policies allow it, where there are any.",
      "",
      "Examples:",
      "  sallyport edges                             all, busiest first",
      "  sallyport edges --to shop/catalog           who calls the catalog",
      "  sallyport edges --from shop/ --protocol tls what the shop says over TLS",
      "  sallyport edges --sort errors               worst first",
      "  sallyport edges -o json | jq '.edges[].target'"
    })
final class EdgesCommand implements Callable<Integer> {
  /** Forms of the output. */
  enum Form {
    TABLE,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @ParentCommand private Main main = new Main(Terminal.PLAIN);

  @Option(names = "--from", paramLabel = "NAME", description = "Only edges from these callers.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "NAME", description = "Only edges to these.")
  private @Nullable String to;

  @Option(names = "--protocol", paramLabel = "ID", description = "Only this protocol: http, tls…")
  private @Nullable String protocol;

  @Option(
      names = "--sort",
      paramLabel = "BY",
      defaultValue = "rate",
      description = "rate, errors, p99, exchanges, bytes or name. Default: ${DEFAULT-VALUE}")
  private BlueprintTable.Sort sort = BlueprintTable.Sort.RATE;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private Form form = Form.TABLE;

  @Override
  public Integer call() {
    BlueprintView view = main.client().get("blueprint", BlueprintView.class);
    List<EdgeView> edges = select(view, from, to, protocol);
    spec.commandLine()
        .getOut()
        .print(
            form == Form.JSON
                ? BlueprintCommand.json(new EdgeList(edges))
                : BlueprintTable.edges(view, edges, sort, main.terminal()));
    return 0;
  }

  static List<EdgeView> select(
      BlueprintView view, @Nullable String from, @Nullable String to, @Nullable String protocol) {
    Parties parties = new Parties(view);
    return view.edges().stream()
        .filter(each -> matches(parties, each.source(), from))
        .filter(each -> matches(parties, each.target(), to))
        .filter(each -> protocol == null || each.protocol().equalsIgnoreCase(protocol))
        .toList();
  }

  private static boolean matches(Parties parties, String id, @Nullable String wanted) {
    return wanted == null
        || parties.name(id).toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT))
        || id.equals(wanted);
  }
}
