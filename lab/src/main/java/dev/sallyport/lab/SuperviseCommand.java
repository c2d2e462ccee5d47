// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import dev.sallyport.lab.supervisor.AdminServer;
import dev.sallyport.lab.supervisor.Supervisor;
import dev.sallyport.lab.supervisor.SupervisorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The process inside the lab's namespaces; started by the lab itself. */
@Command(name = "supervise", hidden = true)
final class SuperviseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "STATE")
  private Path state = Path.of("");

  @Override
  public Integer call() throws IOException {
    SupervisorOptions options = SupervisorOptions.read(state);
    List<String> base =
        options.loopback()
            ? List.of(Resources.text("/steer/ingress-nginx.yaml"))
            : List.of(
                Resources.text("/cluster/kube-system.yaml"),
                Resources.text("/cluster/ingress-nginx.yaml"));
    Supervisor supervisor = Supervisor.start(options, base);
    Thread.ofPlatform().daemon().name("outer-process").start(SuperviseCommand::endWithOuter);
    AdminServer.serve(supervisor, state.resolve("admin.sock"));
    return 0;
  }

  /**
   * Standard input is a pipe from the process outside that nothing is written to; its end is that
   * process's end.
   */
  private static void endWithOuter() {
    try {
      int end = System.in.read();
      Runtime.getRuntime().halt(end < 0 ? 0 : 1);
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
    }
  }
}
