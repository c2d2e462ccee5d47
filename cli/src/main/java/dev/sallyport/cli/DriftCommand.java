// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.policy.baseline.Drifts;
import dev.sallyport.wire.api.BaselineViews;
import dev.sallyport.wire.api.DriftsView;
import dev.sallyport.wire.api.DriftsView.DriftView;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport drift}. */
@Command(
    name = "drift",
    description = "Shows what well-known workloads do that their baselines do not hold.",
    footer = {
      "",
      "New is: a host outside, a peer, a class of data between two, an operation between two. A",
      "workload that was known for less than a week, or seen on less than three days, is counted",
      "and not judged.",
      "",
      "Exit codes: 0 nothing is new, 1 something is.",
      "",
      "Examples:",
      "  sallyport drift                          all of the last day",
      "  sallyport drift shop/ --new 7d -o json"
    })
final class DriftCommand implements Callable<Integer> {
  private static final int LISTED_MAX = 100;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "WORKLOAD",
      arity = "0..1",
      description = "Which, as namespace/name or a part of it. Default: all.")
  private String name = "";

  @Option(
      names = "--new",
      paramLabel = "TIME",
      defaultValue = "1d",
      description = "What counts as new. Default: ${DEFAULT-VALUE}")
  private String fresh = "1d";

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "An exported ledger, instead of asking the control program.")
  private @Nullable Path ledger;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private BaselineCommand.Form form = BaselineCommand.Form.TABLE;

  @Override
  public Integer call() {
    var newest = LedgerSource.duration("--new", fresh);
    LedgerSource source = Main.ledger(spec, ledger, null);
    Drifts drifts = Drifts.of(source.lines(), source.now().minus(newest));
    DriftsView view =
        BaselineViews.of(
            drifts, source.now(), each -> (each.namespace() + "/" + each.name()).contains(name));
    spec.commandLine()
        .getOut()
        .print(form == BaselineCommand.Form.JSON ? BlueprintCommand.json(view) : text(view));
    spec.commandLine().getOut().flush();
    return view.drifts().isEmpty() ? 0 : 1;
  }

  private String text(DriftsView view) {
    Terminal terminal = Main.terminal(spec);
    StringBuilder out = new StringBuilder();
    if (view.drifts().isEmpty()) {
      out.append(terminal.good("Nothing new since " + view.since() + ".")).append('\n');
    } else {
      out.append(table(view, terminal));
      int more = view.drifts().size() - LISTED_MAX + view.omitted();
      if (more > 0) {
        out.append("… and ").append(more).append(" more (-o json lists them)\n");
      }
    }
    if (view.young() > 0) {
      out.append(view.young())
          .append(view.young() == 1 ? " workload is" : " workloads are")
          .append(" too young to tell what is new.\n");
    }
    return out.toString();
  }

  private static String table(DriftsView view, Terminal terminal) {
    Table table =
        new Table()
            .column("NEW", Table.Column.FIXED)
            .column("WORKLOAD", Table.Column.ELASTIC)
            .column("", Table.Column.FIXED)
            .column("PEER", Table.Column.ELASTIC)
            .column("WHAT", Table.Column.ELASTIC)
            .column("EXCHANGES", Table.Column.NUMBER)
            .column("FIRST SEEN", Table.Column.FIXED)
            .column("CONFIDENCE", Table.Column.FIXED);
    for (DriftView each : view.drifts().stream().limit(LISTED_MAX).toList()) {
      table.row(
          each.kind(),
          PartyIds.name(each.workload()),
          each.side().equals("outbound") ? "to" : "from",
          PartyIds.name(each.peer()),
          what(each),
          Long.toString(each.exchanges()),
          each.firstSeen().toString().substring(0, 16).replace('T', ' '),
          each.confidence() + " (%.2f)".formatted(each.score()));
      table.paint(0, terminal::warn);
    }
    return table.render(terminal);
  }

  private static String what(DriftView drift) {
    String operation = Objects.requireNonNullElse(drift.operation(), "all of it");
    return drift.dataClass() == null ? operation : drift.dataClass() + " in " + operation;
  }
}
