// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.model.Fingerprints;
import dev.sallyport.wire.api.DataFlowView;
import dev.sallyport.wire.api.DataHopView;
import dev.sallyport.wire.api.DataTraceView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport data trace}. */
@Command(
    name = "trace",
    description = "Rebuilds one value's way through the services from its fingerprint.",
    footer = {
      "",
      "Fingerprints are those that `sallyport data` prints. A value has one fingerprint for as long",
      "as the cluster's key is used, a day. Exit code 1 when the value was not seen.",
      "",
      "Examples:",
      "  sallyport data trace fp-1a2b3c4d5e6f7788",
      "  sallyport data trace fp-1a2b3c4d5e6f7788 -o json | jq '.hops[].flow.receiver'"
    })
final class DataTraceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @ParentCommand private DataCommand data = new DataCommand();

  @Parameters(paramLabel = "FINGERPRINT", description = "fp- and 16 digits.")
  private String fingerprint = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private EdgesCommand.Form form = EdgesCommand.Form.TABLE;

  @Override
  public Integer call() {
    if (Fingerprints.parse(fingerprint).isEmpty()) {
      // Never sent nor repeated: it may be the value itself.
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          "this is no fingerprint (expected: fp- and 16 digits of 0-9a-f, as `sallyport data`"
              + " prints them)");
    }
    DataTraceView view = data.main().client().get("data/trace/" + fingerprint, DataTraceView.class);
    spec.commandLine()
        .getOut()
        .print(
            form == EdgesCommand.Form.JSON
                ? BlueprintCommand.json(view)
                : text(view, data.main().terminal()));
    return view.hops().isEmpty() ? 1 : 0;
  }

  private static String text(DataTraceView view, Terminal terminal) {
    StringBuilder out = new StringBuilder();
    if (view.hops().isEmpty()) {
      out.append("No value with this fingerprint was seen under the keys in use.\n");
    } else {
      out.append(terminal.bold(String.join(", ", view.dataClasses()))).append("  ");
      out.append(view.fingerprint()).append('\n').append(hops(view, terminal));
    }
    if (!view.uncertain().isEmpty()) {
      out.append(
          terminal.warn(
              view.uncertain().size()
                  + " more places carry so many values that it cannot be said whether this one is"
                  + " among them:\n"));
      for (DataFlowView each : view.uncertain()) {
        out.append("  ").append(PartyIds.name(each.sender())).append(" → ");
        out.append(PartyIds.name(each.receiver())).append("  ").append(each.operation());
        out.append("  ").append(DataCommand.field(each)).append('\n');
      }
    }
    return out.toString();
  }

  private static String hops(DataTraceView view, Terminal terminal) {
    Table table =
        new Table()
            .column("STEP", Table.Column.NUMBER)
            .column("FROM", Table.Column.ELASTIC)
            .column("TO", Table.Column.ELASTIC)
            .column("OPERATION", Table.Column.ELASTIC)
            .column("FIELD", Table.Column.ELASTIC)
            .column("FIRST SEEN THERE", Table.Column.FIXED);
    for (DataHopView each : view.hops()) {
      DataFlowView flow = each.flow();
      table.row(
          Integer.toString(each.step()),
          PartyIds.name(flow.sender()),
          PartyIds.name(flow.receiver()),
          flow.operation() + (flow.direction().equals("answer") ? " (answer)" : ""),
          DataCommand.field(flow),
          flow.firstSeen().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
      if (flow.leaves()) {
        table.paint(2, terminal::warn);
      }
    }
    return table.render(terminal);
  }
}
