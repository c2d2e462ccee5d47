// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport policy validate}. */
@Command(
    name = "validate",
    description = "Checks policies in files as the cluster would, without any server.",
    footer = {
      "",
      "Exit codes: 0 all would be taken, 2 one would be refused",
      "",
      "Examples:",
      "  sallyport policy validate -f policy.yaml",
      "  sallyport policy validate -f policies/"
    })
final class PolicyValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "Files or folders of YAML or JSON.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() {
    List<Policy> policies = WrittenPolicies.read(files, List.of()).policies();
    policies.stream()
        .map(Policy::id)
        .map(PolicyId::toString)
        .sorted()
        .forEach(each -> spec.commandLine().getOut().println(each + ": good"));
    return 0;
  }
}
