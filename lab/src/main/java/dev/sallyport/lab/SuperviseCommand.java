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
    List<String> base =
        List.of(
            Resources.text("/cluster/kube-system.yaml"),
            Resources.text("/cluster/ingress-nginx.yaml"));
    Supervisor supervisor = Supervisor.start(SupervisorOptions.read(state), base);
    AdminServer.serve(supervisor, state.resolve("admin.sock"));
    return 0;
  }
}
