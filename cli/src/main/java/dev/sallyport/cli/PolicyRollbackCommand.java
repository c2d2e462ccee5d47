// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.PolicyChangeView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport policy rollback}. */
@Command(
    name = "rollback",
    description = "Has a policy only observe again.",
    footer = {"", "Examples:", "  sallyport policy rollback shop/catalog-read-only"})
final class PolicyRollbackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "POLICY", description = "namespace/name, or a name alone.")
  private String policy = "";

  @Override
  public Integer call() {
    PolicyChangeView view =
        Main.client(spec)
            .post(PolicyNames.path(policy) + "/rollback", "{}", PolicyChangeView.class);
    spec.commandLine().getOut().println(view.policy() + ": only observes");
    return 0;
  }
}
