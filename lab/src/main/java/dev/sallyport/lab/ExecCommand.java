// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a program inside a pod. */
@Command(
    name = "exec",
    mixinStandardHelpOptions = true,
    description =
        "Run a program inside a pod (POD: a name, the start of one, or NAMESPACE/NAME), or in a network"
            + " namespace of the lab with --netns (node-a, node-b, out-NAME).",
    footer = {
      "",
      "  ./sallyport lab exec shop/catalog -- curl -s http://storefront/",
      "  ./sallyport lab exec --netns node-a -- nft list ruleset"
    })
final class ExecCommand implements Callable<Integer> {
  @Mixin private NameOption lab = new NameOption();

  @Option(
      names = {"-n", "--namespace"},
      description = "Namespace of the pod (default: any).")
  private String namespace = "";

  @Option(
      names = {"-c", "--container"},
      description = "Container (default: the first).")
  private String container = "";

  @Option(names = "--netns", description = "A network namespace instead of a pod.")
  private String netns = "";

  @Parameters(
      paramLabel = "POD -- COMMAND",
      description = "Pod, then the program and its arguments.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    ObjectNode request =
        Json.object().put("op", "exec").put("namespace", namespace).put("container", container);
    List<String> command = words;
    if (netns.isEmpty()) {
      request.put("pod", words.isEmpty() ? "" : words.getFirst());
      command = words.subList(Math.min(1, words.size()), words.size());
    } else {
      request.put("netns", netns);
    }
    var array = request.putArray("command");
    command.forEach(array::add);
    return lab.admin().execute(request, System.in, System.out, System.err);
  }
}
