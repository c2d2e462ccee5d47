// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.PolicyChangeView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport policy promote}. */
@Command(
    name = "promote",
    description = "Enforces a policy, on all pods or first on a share of them.",
    footer = {
      "",
      "Changes the object in the cluster through the control program, where that was allowed",
      "(SALLYPORT_POLICY_WRITES=on); else the answer says the kubectl command that does the same.",
      "",
      "Examples:",
      "  sallyport policy promote shop/catalog-read-only --percent 25",
      "  sallyport policy promote shop/catalog-read-only"
    })
final class PolicyPromoteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "POLICY", description = "namespace/name, or a name alone.")
  private String policy = "";

  @Option(
      names = "--percent",
      paramLabel = "N",
      defaultValue = "100",
      description = "Share of the pods of each protected workload. Default: ${DEFAULT-VALUE}")
  private int percent = 100;

  @Override
  public Integer call() {
    if (percent < 1 || percent > 100) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          "--percent: " + percent + " (expected: 1 to 100; `policy rollback` undoes it)");
    }
    PolicyChangeView view =
        Main.client(spec)
            .post(
                PolicyNames.path(policy) + "/promote",
                "{\"percent\": " + percent + "}",
                PolicyChangeView.class);
    spec.commandLine().getOut().println(view.policy() + ": enforced on " + percent + "% of pods");
    return 0;
  }
}
