// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The lab's commands; {@code ./sallyport up}, {@code down} and {@code lab} lead here. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description =
        "A small Kubernetes cluster on this machine: real programs in network namespaces.",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      ApplyCommand.class,
      KubeCommand.class,
      ExecCommand.class,
      LogsCommand.class,
      SuperviseCommand.class
    })
public final class Main implements Callable<Integer> {
  private Main() {}

  /** Runs one command and exits with its code: 0 done, 1 failed, 2 not understood. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main());
    line.setStopAtPositional(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Failures.ofLabs());
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.out);
    return 0;
  }
}
