// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.PolicyCountsView;
import dev.sallyport.wire.api.PolicyProblemView;
import dev.sallyport.wire.api.PolicyView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport policy show}. */
@Command(
    name = "show",
    description = "Shows one policy: what it says, how far it has come, and what it did.",
    footer = {
      "",
      "Examples:",
      "  sallyport policy show shop/catalog-read-only",
      "  sallyport policy show no-unlisted-egress           one of the whole cluster"
    })
final class PolicyShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "POLICY", description = "namespace/name, or a name alone.")
  private String policy = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private EdgesCommand.Form form = EdgesCommand.Form.TABLE;

  @Override
  public Integer call() {
    PolicyView view = Main.client(spec).get(PolicyNames.path(policy), PolicyView.class);
    spec.commandLine()
        .getOut()
        .print(
            form == EdgesCommand.Form.JSON
                ? BlueprintCommand.json(view)
                : text(view, Main.terminal(spec)));
    return 0;
  }

  private static String text(PolicyView view, Terminal terminal) {
    StringBuilder out = new StringBuilder();
    out.append(terminal.bold(view.id())).append("  ").append(view.effective()).append('\n');
    if (!view.rollout().isEmpty()) {
      out.append("  roll-out    ").append(view.rollout()).append('\n');
    }
    Long millis = view.convergenceMillis();
    out.append("  nodes       ")
        .append(view.nodesCurrent())
        .append(" of ")
        .append(view.nodesTotal())
        .append(millis == null ? "" : ", all within " + millis + " ms of the change")
        .append('\n');
    counts(out, view.counts());
    view.problems().forEach(each -> out.append(problem(each, terminal)));
    view.notes().forEach(each -> out.append("  note        ").append(each).append('\n'));
    view.review()
        .forEach(
            each ->
                out.append("  ")
                    .append(String.format("%-12s", each.kind().toLowerCase(java.util.Locale.ROOT)))
                    .append(each.rule().isEmpty() ? "" : each.rule() + ": ")
                    .append(each.message())
                    .append('\n'));
    view.deniedEdges().forEach(each -> out.append("  denied on   ").append(each).append('\n'));
    return out.append('\n').append(view.document()).toString();
  }

  private static void counts(StringBuilder out, PolicyCountsView counts) {
    out.append(
        "  exchanges   %d hits: %d allowed, %d denied, %d redacted, %d throttled%n"
            .formatted(
                counts.hits(),
                counts.allowed(),
                counts.denied(),
                counts.redacted(),
                counts.throttled()));
    out.append(
        "  would       %d denied, %d changed%n"
            .formatted(counts.wouldDeny(), counts.wouldChange()));
    if (counts.failedOpen() + counts.failedClosed() > 0) {
      out.append(
          "  unchecked   %d passed, %d denied%n"
              .formatted(counts.failedOpen(), counts.failedClosed()));
    }
  }

  private static String problem(PolicyProblemView each, Terminal terminal) {
    return "  "
        + terminal.bad("refused")
        + "     "
        + each.field()
        + ": "
        + (each.found().isEmpty() ? "" : "'" + each.found() + "' ")
        + "(expected: "
        + each.expected()
        + ") "
        + each.fix()
        + "\n";
  }
}
