// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real programs that tests start and stop. */
public final class Program {
  private Program() {}

  /** Skips the test where the program is not installed. */
  public static String path(String... candidates) {
    for (String each : candidates) {
      if (Files.isExecutable(Path.of(each))) {
        return each;
      }
    }
    throw new AssertionError(
        candidates[0] + " is not installed; sh config/prerequisites.sh test installs it");
  }

  public static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /**
   * Runs it to its end and returns what it printed; fails when it takes longer than two minutes.
   */
  public static String run(String input, List<String> command) throws Exception {
    Path output = Files.createTempFile("program", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
    Files.delete(output);
    assertThat(ended).as("%s ended: %s", command, printed).isTrue();
    return printed;
  }

  /** Starts it and waits until it listens. */
  public static Process start(int port, List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (true) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return process;
      } catch (IOException e) {
        assertThat(System.nanoTime()).as("%s listens in time", command).isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  public static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
