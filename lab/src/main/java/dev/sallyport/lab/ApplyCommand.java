// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.network.LabFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Applies YAML to a running lab. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = "Apply Kubernetes YAML to the running lab.")
final class ApplyCommand implements Callable<Integer> {
  @Mixin private NameOption lab = new NameOption();

  @Option(names = "-f", required = true, description = "YAML files or directories of them.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() {
    apply(lab, files);
    return 0;
  }

  static void apply(NameOption lab, List<Path> files) {
    if (files.isEmpty()) {
      throw new LabFailure("say which files to apply: -f FILE");
    }
    for (String yaml : Manifests.read(files)) {
      lab.admin()
          .ask(Json.object().put("op", "apply").put("yaml", yaml))
          .path("lines")
          .forEach(line -> System.out.println(line.asText()));
    }
  }
}
