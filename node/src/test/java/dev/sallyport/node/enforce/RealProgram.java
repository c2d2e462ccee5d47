// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that tests start on this machine. */
public final class RealProgram {
  private RealProgram() {}

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

  /** Runs it to its end and returns what it printed. */
  public static String run(String input, String... command) throws Exception {
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
    assertThat(ended).as("%s ended: %s", List.of(command), printed).isTrue();
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
        assertThat(System.nanoTime()).as("%s listens", command).isLessThan(deadline);
        Thread.sleep(50);
      }
    }
  }

  public static void stop(Process process) throws Exception {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  /** PostgreSQL refuses to run as root. */
  public static List<String> asPostgres(String... command) {
    List<String> all = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      all.addAll(
          List.of(
              path("/usr/bin/setpriv", "/bin/setpriv"),
              "--reuid=postgres",
              "--regid=postgres",
              "--clear-groups"));
    }
    all.addAll(List.of(command));
    return all;
  }
}
