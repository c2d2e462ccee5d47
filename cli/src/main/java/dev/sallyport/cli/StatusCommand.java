// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.StatusView;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport status}. */
@Command(
    name = "status",
    description = "Shows whether every pod is captured, and how Sallyport itself is.",
    footer = {
      "",
      "Ends with 0 when all is well and with 1 when something is not, after saying what.",
      "",
      "Examples:",
      "  sallyport status                       nodes, pods, and what is wrong",
      "  sallyport status -o json | jq .nodes   for programs",
      "  sallyport status > /dev/null || page   as a check"
    })
final class StatusCommand implements Callable<Integer> {
  /** Forms of the output. */
  enum Form {
    TABLE,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @ParentCommand private Main main = new Main(Terminal.PLAIN);

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private Form form = Form.TABLE;

  @Override
  public Integer call() {
    StatusView status = main.client().get("status", StatusView.class);
    spec.commandLine()
        .getOut()
        .print(
            form == Form.JSON
                ? BlueprintCommand.json(status)
                : StatusReport.render(status, Instant.now(), main.terminal()));
    return StatusReport.reasons(status).isEmpty() ? 0 : 1;
  }
}
