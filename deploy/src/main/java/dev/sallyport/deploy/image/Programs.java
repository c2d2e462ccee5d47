// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Programs of this machine that are run to their end. */
final class Programs {
  private Programs() {}

  /**
   * How a program ended.
   *
   * @param code what it returned
   * @param said what it printed
   */
  record Ended(int code, String said) {
    IOException failure(String program) {
      String last = said.substring(Math.max(0, said.length() - 400)).strip();
      return new IOException(program + " ended with " + code + ": " + last);
    }
  }

  /**
   * Returns what the program prints.
   *
   * @throws IOException when it cannot be run or does not end with 0; the message holds its last
   *     words
   */
  static String output(Path directory, List<String> command) throws IOException {
    return output(directory, command, Map.of());
  }

  /** The same with those variables beside the ones of this program. */
  static String output(Path directory, List<String> command, Map<String, String> environment)
      throws IOException {
    Ended ended = run(directory, command, environment);
    if (ended.code() != 0) {
      throw ended.failure(command.getFirst());
    }
    return ended.said();
  }

  /**
   * Runs the program to its end.
   *
   * @throws IOException when it cannot be run
   */
  static Ended run(Path directory, List<String> command) throws IOException {
    return run(directory, command, Map.of());
  }

  private static Ended run(Path directory, List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder program =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    program.environment().putAll(environment);
    Process process = program.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Ended(process.waitFor(), said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " ran", e);
    }
  }
}
