// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.DataFlowView;
import dev.sallyport.wire.api.DataView;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport data}. */
@Command(
    name = "data",
    description = "Shows which sensitive data moves where: from which field of which operation.",
    subcommands = {DataTraceCommand.class},
    footer = {
      "",
      "No value is stored anywhere: EXAMPLE is one value with all that identifies it replaced, and",
      "VALUES tells different ones apart by keyed fingerprints; ~ marks an estimate.",
      "ON TO lists hosts out of the cluster that values of the line went on to.",
      "",
      "Examples:",
      "  sallyport data                            all, by class",
      "  sallyport data --class CREDIT_CARD        where card numbers go",
      "  sallyport data --to shop/payments         what payments gets",
      "  sallyport data --leaves                   what goes to hosts out of the cluster",
      "  sallyport data trace fp-1a2b3c4d5e6f7788  one value's way through the services"
    })
final class DataCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @ParentCommand private Main main = new Main(Terminal.PLAIN);

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "Only this class, such as CREDIT_CARD; may be repeated.")
  private List<String> classes = List.of();

  @Option(names = "--from", paramLabel = "NAME", description = "Only data that these send.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "NAME", description = "Only data that these get.")
  private @Nullable String to;

  @Option(names = "--leaves", description = "Only data that goes to hosts out of the cluster.")
  private boolean leaves;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private EdgesCommand.Form form = EdgesCommand.Form.TABLE;

  @Override
  public Integer call() {
    Query query = new Query("data");
    classes.forEach(each -> query.and("class", each));
    query.and("from", from).and("to", to).and("leaves", leaves ? "true" : null);
    DataView view = main.client().get(query.text(), DataView.class);
    spec.commandLine()
        .getOut()
        .print(
            form == EdgesCommand.Form.JSON
                ? BlueprintCommand.json(view)
                : table(view, main.terminal()));
    return 0;
  }

  Main main() {
    return main;
  }

  private static String table(DataView view, Terminal terminal) {
    if (view.flows().isEmpty()) {
      return "No sensitive data was seen"
          + " (or none that fits; `sallyport edges` tells how deep each edge is seen).\n";
    }
    Table table =
        new Table()
            .column("CLASS", Table.Column.FIXED)
            .column("FROM", Table.Column.ELASTIC)
            .column("TO", Table.Column.ELASTIC)
            .column("OPERATION", Table.Column.ELASTIC)
            .column("FIELD", Table.Column.ELASTIC)
            .column("SEEN", Table.Column.NUMBER)
            .column("VALUES", Table.Column.NUMBER)
            .column("EXAMPLE", Table.Column.ELASTIC)
            .column("ON TO", Table.Column.ELASTIC)
            .column("FINGERPRINT", Table.Column.FIXED)
            .optional();
    view.flows().stream()
        .sorted(
            Comparator.comparing(DataFlowView::dataClass)
                .thenComparing(Comparator.comparingLong(DataFlowView::count).reversed()))
        .forEach(each -> row(table, each, terminal));
    String more = view.omitted() == 0 ? "" : "and " + view.omitted() + " more\n";
    return table.render(terminal) + more;
  }

  private static void row(Table table, DataFlowView flow, Terminal terminal) {
    table.row(
        flow.dataClass(),
        PartyIds.name(flow.sender()),
        PartyIds.name(flow.receiver()),
        flow.operation() + (flow.direction().equals("answer") ? " (answer)" : ""),
        field(flow),
        Figures.count(flow.count()),
        values(flow),
        flow.masked(),
        String.join(", ", flow.onwardTo().stream().map(PartyIds::name).toList()),
        flow.fingerprints().isEmpty() ? "" : flow.fingerprints().getFirst());
    if (flow.leaves()) {
      table.paint(2, terminal::warn);
    }
    table.paint(8, terminal::warn);
  }

  static String field(DataFlowView flow) {
    return flow.place().isEmpty() ? flow.part() : flow.part() + " " + flow.place();
  }

  static String values(DataFlowView flow) {
    if (flow.distinct() == 0) {
      return "-";
    }
    return (flow.distinctExact() ? "" : "~") + Figures.count(flow.distinct());
  }
}
