// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.model.LedgerLine;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.baseline.Habit;
import dev.sallyport.wire.api.BaselineView;
import dev.sallyport.wire.api.BaselineViews;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport baseline}, also as {@code sallyport policy baseline}. */
@Command(
    name = "baseline",
    description = "Shows what a workload usually does: peers, operations, data, hosts outside.",
    footer = {
      "",
      "Confidence is the weakest of three: age (of two weeks), regularity (of ten days, or three",
      "beats of a slow rhythm) and diversity (how much was known before the last quarter of its",
      "age). NEW marks what began within --new of a workload that was well known before.",
      "",
      "Examples:",
      "  sallyport baseline shop/catalog",
      "  sallyport baseline shop/ --since 30d -o json"
    })
final class BaselineCommand implements Callable<Integer> {
  /** Forms of the output. */
  enum Form {
    TABLE,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "WORKLOAD", description = "Which, as namespace/name or a part of it.")
  private String name = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "How far to look back, such as 30d. Default: all that is kept.")
  private @Nullable String since;

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
  private Form form = Form.TABLE;

  @Override
  public Integer call() {
    Duration newest = LedgerSource.duration("--new", fresh);
    LedgerSource source = Main.ledger(spec, ledger, since);
    List<Baseline> found =
        Baseline.of(source.lines().stream(), source.now()).values().stream()
            .filter(each -> matches(each.workload().namespace() + "/" + each.workload().name()))
            .toList();
    if (found.isEmpty()) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          "no workload like '" + name + "' was seen in this time; sallyport edges lists all");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (form == Form.JSON) {
      List<BaselineView> views =
          found.stream().map(each -> BaselineViews.of(each, source.now().minus(newest))).toList();
      out.print(BlueprintCommand.json(views.size() == 1 ? views.getFirst() : views));
    } else {
      found.forEach(each -> out.print(text(each, each.departures(source.now().minus(newest)))));
    }
    out.flush();
    return 0;
  }

  private boolean matches(String whole) {
    return whole.equals(name) || whole.contains(name);
  }

  private String text(Baseline baseline, List<Habit> departures) {
    Terminal terminal = Main.terminal(spec);
    Table table =
        new Table()
            .column("", Table.Column.FIXED)
            .column("PEER", Table.Column.ELASTIC)
            .column("OPERATION", Table.Column.ELASTIC)
            .column("EXCHANGES", Table.Column.NUMBER)
            .column("DAYS", Table.Column.FIXED)
            .column("DATA", Table.Column.ELASTIC)
            .column("", Table.Column.FIXED);
    baseline.inbound().forEach(each -> row(table, "from", each, departures, terminal));
    baseline.outbound().forEach(each -> row(table, "to", each, departures, terminal));
    return "%s %s, baseline %s: seen on %d days (%s) since %s; confidence %s (age %.2f, regularity %.2f, diversity %.2f)%n"
            .formatted(
                baseline.workload().kind(),
                terminal.bold(baseline.workload().displayName()),
                baseline.version(),
                baseline.rhythm().days(),
                lower(baseline.rhythm().beat()),
                baseline.firstSeen().toString().substring(0, 10),
                lower(baseline.confidence().level()),
                baseline.confidence().age(),
                baseline.confidence().regularity(),
                baseline.confidence().diversity())
        + table.render(terminal)
        + System.lineSeparator();
  }

  private static void row(
      Table table, String way, Habit habit, List<Habit> departures, Terminal terminal) {
    table.row(
        way,
        habit.peer().displayName(),
        habit.operation().key(),
        Long.toString(habit.exchanges()),
        habit.rhythm().days() + " " + lower(habit.rhythm().beat()),
        habit.carried().keySet().stream()
            .map(LedgerLine.Carried::dataClass)
            .map(Enum::name)
            .distinct()
            .collect(Collectors.joining(", ")),
        departures.contains(habit) ? "NEW" : "");
    table.paint(6, terminal::warn);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
