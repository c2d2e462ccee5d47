// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code up} as a process of its own and shows its words until it is ready. */
final class Detached {
  private Detached() {}

  static int run(LabOptions options) throws IOException {
    Files.createDirectories(options.state());
    Path words = options.state().resolve("up.log");
    Process up =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(words.toFile())
            .start();
    up.getOutputStream().close();
    int shown = 0;
    boolean ready = false;
    while (!ready || shown < lines(words).size()) {
      List<String> lines = lines(words);
      for (String line : lines.subList(shown, lines.size())) {
        System.out.println(line);
        ready |= line.endsWith(UpCommand.READY);
      }
      shown = lines.size();
      if (!ready && !up.isAlive()) {
        throw new LabFailure("the lab did not start; see " + words);
      }
      pause();
    }
    return 0;
  }

  /**
   * This very command without {@code --detach}, in a session of its own so that Ctrl-C here does
   * not reach it.
   */
  private static List<String> command() {
    List<String> words = new ArrayList<>(List.of("setsid"));
    ProcessHandle.Info self = ProcessHandle.current().info();
    words.add(self.command().orElse("java"));
    for (String argument : self.arguments().orElse(new String[0])) {
      if (!argument.equals("--detach")) {
        words.add(argument);
      }
    }
    return words;
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readString(file).lines().toList();
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
