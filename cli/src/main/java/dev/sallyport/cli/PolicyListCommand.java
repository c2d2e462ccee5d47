// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.PoliciesView;
import dev.sallyport.wire.api.PolicyView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport policy list}. */
@Command(
    name = "list",
    description = "Lists policies: what they do now, and what they said of exchanges.",
    footer = {
      "",
      "HITS are exchanges that a policy had something to say of; WOULD-DENY those that it would",
      "have denied if it acted.",
      "",
      "Examples:",
      "  sallyport policy list",
      "  sallyport policy list -n shop -o json"
    })
final class PolicyListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Only policies of this namespace.")
  private @Nullable String namespace;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private EdgesCommand.Form form = EdgesCommand.Form.TABLE;

  @Override
  public Integer call() {
    Query query = new Query("policies").and("namespace", namespace);
    PoliciesView view = Main.client(spec).get(query.text(), PoliciesView.class);
    spec.commandLine()
        .getOut()
        .print(
            form == EdgesCommand.Form.JSON
                ? BlueprintCommand.json(view)
                : table(view, Main.terminal(spec)));
    return 0;
  }

  private static String table(PoliciesView view, Terminal terminal) {
    String trouble = view.trouble() == null ? "" : "Not followed now: " + view.trouble() + "\n";
    if (view.policies().isEmpty()) {
      return trouble
          + "There are no policies. `sallyport simulate -f policy.yaml` tells what one would do.\n";
    }
    Table table =
        new Table()
            .column("POLICY", Table.Column.FIXED)
            .column("TIER", Table.Column.FIXED)
            .optional()
            .column("MODE", Table.Column.FIXED)
            .column("HITS", Table.Column.NUMBER)
            .column("DENIED", Table.Column.NUMBER)
            .column("WOULD-DENY", Table.Column.NUMBER)
            .column("NODES", Table.Column.FIXED)
            .column("NOW", Table.Column.ELASTIC);
    for (PolicyView each : view.policies()) {
      table.row(
          each.id(),
          each.tier(),
          each.mode(),
          Figures.count(each.counts().hits()),
          Figures.count(each.counts().denied()),
          Figures.count(each.counts().wouldDeny()),
          each.nodesCurrent() + "/" + each.nodesTotal(),
          each.effective());
      if (!each.accepted() || each.rolledBack()) {
        table.paint(7, terminal::bad);
      }
    }
    return trouble + table.render(terminal);
  }
}
