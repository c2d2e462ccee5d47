// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.StatusView;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport version}. */
@Command(
    name = "version",
    description = "Shows the versions of this command and of the control program.",
    footer = {"", "Example:", "  sallyport version"})
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @ParentCommand private Main main = new Main(Terminal.PLAIN);

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String own = VersionCommand.class.getPackage().getImplementationVersion();
    out.println("sallyport  " + (own == null ? "dev" : own));
    try {
      out.println("control    " + main.client().get("status", StatusView.class).version());
    } catch (CommandFailure e) {
      out.println("control    not reachable");
    }
    return 0;
  }
}
