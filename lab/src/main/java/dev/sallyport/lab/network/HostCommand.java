// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs small system programs ({@code ip}, {@code nft}, {@code sh}) to their end. */
public final class HostCommand {
  private HostCommand() {}

  /**
   * Runs a shell script and returns its output; throws {@link LabFailure} with its words when it
   * fails.
   */
  public static String script(String script) {
    return run(script, List.of("sh", "-eu", "-s"));
  }

  /**
   * Runs a program with the text as its input and returns its output; throws {@link LabFailure}
   * when it fails.
   */
  public static String run(String input, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new LabFailure(
            command + " ended with " + code + ": " + output.strip() + "\n" + input);
      }
      return output;
    } catch (IOException e) {
      throw new LabFailure("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabFailure("interrupted while running " + command.getFirst(), e);
    }
  }
}
