// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of {@code ./sallyport} that have to do with real clusters. */
@Command(
    name = "sallyport",
    subcommands = {ImagesCommand.class, ManifestCommand.class, TrialCommand.class},
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT)
public final class Main {
  private static final int FAILED = 1;

  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (failure, command, _) -> {
                  command.getErr().println("sallyport: " + failure.getMessage());
                  return FAILED;
                })
            .execute(arguments));
  }
}
