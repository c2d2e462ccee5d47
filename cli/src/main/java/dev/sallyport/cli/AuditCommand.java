// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.AuditEntryView;
import dev.sallyport.wire.api.AuditView;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport audit}. */
@Command(
    name = "audit",
    description = "Lists who changed what over the API, and who was refused, latest first.",
    footer = {
      "",
      "Examples:",
      "  sallyport audit                       the latest 50",
      "  sallyport audit --limit 1000 -o json  for programs"
    })
final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many entries. Default: ${DEFAULT-VALUE}")
  private int limit;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private EdgesCommand.Form form = EdgesCommand.Form.TABLE;

  @Override
  public Integer call() {
    AuditView audit = Main.client(spec).get("audit?limit=" + limit, AuditView.class);
    PrintWriter out = spec.commandLine().getOut();
    if (form == EdgesCommand.Form.JSON) {
      out.print(BlueprintCommand.json(audit));
      return 0;
    }
    Terminal terminal = Main.terminal(spec);
    Table table =
        new Table()
            .column("AT", Table.Column.FIXED)
            .column("WHO", Table.Column.ELASTIC)
            .column("FROM", Table.Column.FIXED)
            .column("VERDICT", Table.Column.FIXED)
            .column("WHAT", Table.Column.ELASTIC);
    for (AuditEntryView each : audit.entries()) {
      table.row(
          each.at().truncatedTo(ChronoUnit.SECONDS).toString(),
          Objects.requireNonNullElse(each.caller(), "unknown"),
          each.address(),
          each.verdict(),
          each.object());
      table.paint(3, each.verdict().equals("done") ? terminal::good : terminal::warn);
    }
    out.print(table.isEmpty() ? "Nothing was changed or refused.\n" : table.render(terminal));
    if (!audit.complete()) {
      out.println("The database does not answer: what came before control started is not here.");
    }
    return 0;
  }
}
