// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Programs of this machine that are run to their end. */
final class Programs {
  private Programs() {}

  /**
   * Returns what the program prints.
   *
   * @throws IOException when it cannot be run or does not end with 0; the message holds its last
   *     words
   */
  static String output(Path directory, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int code = process.waitFor();
      if (code != 0) {
        String last = said.substring(Math.max(0, said.length() - 400)).strip();
        throw new IOException(command.getFirst() + " ended with " + code + ": " + last);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " ran", e);
    }
    return said;
  }
}
