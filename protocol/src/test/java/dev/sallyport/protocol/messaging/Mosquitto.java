// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.protocol.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The broker Mosquitto as a test starts it, with its clients.
 *
 * @param port where it listens
 */
record Mosquitto(Process process, int port) {
  static Mosquitto start(Path directory) throws Exception {
    String program = Program.path("/usr/sbin/mosquitto");
    int port = Program.freePort();
    Path configuration = directory.resolve("mosquitto.conf");
    Files.writeString(configuration, "listener " + port + " 127.0.0.1\nallow_anonymous true\n");
    return new Mosquitto(
        Program.start(port, List.of(program, "-c", configuration.toString())), port);
  }

  /**
   * Runs {@code mosquitto_pub} or {@code mosquitto_sub} through a port; returns what it printed.
   */
  static String client(String program, int through, String version, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Program.path("/usr/bin/" + program), "-p", "" + through, "-V", version));
    command.addAll(List.of(more));
    return Program.run("", command);
  }

  void stop() throws InterruptedException {
    Program.stop(process);
  }
}
