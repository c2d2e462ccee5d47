// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.FindingView;
import dev.sallyport.wire.api.FindingsView;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport findings}. */
@Command(
    name = "findings",
    description = "Lists attacks seen in messages, and what answers gave away, worst first.",
    footer = {
      "",
      "WHY says what the detector saw in words that hold no value of the message.",
      "",
      "Examples:",
      "  sallyport findings                            all, worst first",
      "  sallyport findings --severity high            high and critical ones",
      "  sallyport findings --family sql-injection",
      "  sallyport findings --to shop/storefront -o json"
    })
final class FindingsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @ParentCommand private Main main = new Main(Terminal.PLAIN);

  @Option(names = "--family", paramLabel = "ID", description = "Only this way of attacking.")
  private @Nullable String family;

  @Option(
      names = "--severity",
      paramLabel = "LEAST",
      description = "low, medium, high or critical, and all worse ones.")
  private @Nullable String severity;

  @Option(names = "--from", paramLabel = "NAME", description = "Only from these callers.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "NAME", description = "Only to these.")
  private @Nullable String to;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private EdgesCommand.Form form = EdgesCommand.Form.TABLE;

  @Override
  public Integer call() {
    Query query =
        new Query("findings")
            .and("family", family)
            .and("severity", severity)
            .and("from", from)
            .and("to", to);
    FindingsView view = main.client().get(query.text(), FindingsView.class);
    spec.commandLine()
        .getOut()
        .print(
            form == EdgesCommand.Form.JSON
                ? BlueprintCommand.json(view)
                : table(view, main.terminal()));
    return 0;
  }

  private static String table(FindingsView view, Terminal terminal) {
    if (view.findings().isEmpty()) {
      return "Nothing found (or nothing that fits; `sallyport edges` tells how deep each edge is"
          + " seen).\n";
    }
    Table table =
        new Table()
            .column("SEVERITY", Table.Column.FIXED)
            .column("FAMILY", Table.Column.FIXED)
            .column("FROM", Table.Column.ELASTIC)
            .column("TO", Table.Column.ELASTIC)
            .column("OPERATION", Table.Column.ELASTIC)
            .column("WHERE", Table.Column.ELASTIC)
            .column("SEEN", Table.Column.NUMBER)
            .column("SCORE", Table.Column.NUMBER)
            .column("WHY", Table.Column.ELASTIC)
            .column("LAST", Table.Column.FIXED)
            .optional();
    for (FindingView each : view.findings()) {
      table.row(
          each.severity(),
          each.family(),
          PartyIds.name(each.source()),
          PartyIds.name(each.target()),
          each.operation(),
          each.place().isEmpty() ? each.part() : each.part() + " " + each.place(),
          Figures.count(each.count()),
          String.format(Locale.ROOT, "%.2f", each.score()),
          each.evidence(),
          each.lastSeen().truncatedTo(ChronoUnit.SECONDS).toString());
      if (each.severity().equals("high") || each.severity().equals("critical")) {
        table.paint(0, terminal::bad);
      }
    }
    String more = view.omitted() == 0 ? "" : "and " + view.omitted() + " more\n";
    return table.render(terminal) + more;
  }
}
