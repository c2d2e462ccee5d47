// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a lab from another terminal. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "End the lab and remove everything it made.")
final class DownCommand implements Callable<Integer> {
  @Mixin private NameOption lab = new NameOption();

  @Override
  public Integer call() throws IOException {
    LabOptions options = lab.options();
    Optional<ProcessHandle> up = running(options);
    if (up.isEmpty()) {
      LabProcess.clearRemains(options);
      System.out.println("lab '" + options.name() + "' is not up");
      return 0;
    }
    up.get().destroy();
    boolean ended = LabCluster.await(Duration.ofSeconds(15), () -> !up.get().isAlive());
    if (!ended) {
      up.get().destroyForcibly();
    }
    LabProcess.clearRemains(options);
    System.out.println("lab '" + options.name() + "' is down");
    return 0;
  }

  /** Returns the process that holds the lab up. */
  static Optional<ProcessHandle> running(LabOptions options) throws IOException {
    Path file = options.state().resolve("up.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] words = Files.readString(file).strip().split(" ");
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(
            p ->
                p.info()
                    .startInstant()
                    .map(at -> Long.toString(at.toEpochMilli()).equals(words[1]))
                    .orElse(true));
  }
}
