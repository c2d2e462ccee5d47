// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import dev.sallyport.protocol.Program;
import java.nio.file.Path;
import java.util.List;

/**
 * The real server, with its clients.
 *
 * @param port where it listens
 */
record RedisServer(Process process, int port) {
  static RedisServer start(Path directory) throws Exception {
    String redis = Program.path("/usr/bin/redis-server");
    int port = Program.freePort();
    return new RedisServer(
        Program.start(
            port,
            List.of(
                redis,
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                directory.toString())),
        port);
  }

  /**
   * Sends commands through a port and returns what was printed.
   *
   * @param version of the protocol, {@code -2} or {@code -3}
   */
  static String client(int through, String version, String commands) throws Exception {
    return Program.run(
        commands,
        List.of(
            Program.path("/usr/bin/redis-cli"), version, "-h", "127.0.0.1", "-p", "" + through));
  }

  /** Sends 5000 times SET and 5000 times GET in pipelines over four connections. */
  static String load(int through) throws Exception {
    return Program.run(
        "",
        List.of(
            Program.path("/usr/bin/redis-benchmark"),
            "-h",
            "127.0.0.1",
            "-p",
            "" + through,
            "-t",
            "set,get",
            "-n",
            "5000",
            "-c",
            "4",
            "-P",
            "16",
            "-d",
            "300",
            "-q"));
  }

  void stop() throws InterruptedException {
    Program.stop(process);
  }
}
