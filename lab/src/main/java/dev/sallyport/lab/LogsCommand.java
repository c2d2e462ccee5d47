// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import dev.sallyport.lab.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a pod's program wrote. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Show what a pod's program wrote; without a pod, what the lab itself wrote.",
    footer = {
      "",
      "  ./sallyport lab logs sallyport/sallyport-node",
      "  ./sallyport lab logs --outside customers"
    })
final class LogsCommand implements Callable<Integer> {
  @Mixin private NameOption lab = new NameOption();

  @Option(
      names = {"-n", "--namespace"},
      description = "Namespace of the pod (default: any).")
  private String namespace = "";

  @Option(
      names = {"-c", "--container"},
      description = "Container (default: the first).")
  private String container = "";

  @Option(names = "--outside", description = "POD is the name of an outside host.")
  private boolean outside;

  @Parameters(
      arity = "0..1",
      paramLabel = "POD",
      description = "A name, the start of one, or NAMESPACE/NAME.")
  private String pod = "";

  @Override
  public Integer call() throws IOException {
    if (pod.isEmpty()) {
      System.out.print(Files.readString(LabProcess.log(lab.options())));
    } else if (outside) {
      System.out.print(
          Files.readString(lab.options().state().resolve("logs/outside_" + pod + "_program.log")));
    } else {
      var request = Json.object().put("op", "log").put("namespace", namespace).put("pod", pod);
      System.out.print(lab.admin().ask(request.put("container", container)).path("text").asText());
    }
    return 0;
  }
}
