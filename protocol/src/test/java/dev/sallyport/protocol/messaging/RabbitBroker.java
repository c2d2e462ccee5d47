// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import com.rabbitmq.client.ConnectionFactory;
import dev.sallyport.protocol.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * RabbitMQ as a test starts it.
 *
 * @param port where it listens
 * @param names where the name server listens that it starts
 */
record RabbitBroker(Process process, int port, int names) {
  static RabbitBroker start(Path directory) throws Exception {
    Program.path("/usr/lib/rabbitmq/bin/rabbitmq-server");
    int port = Program.freePort();
    int names = Program.freePort();
    Path configuration = directory.resolve("rabbitmq.conf");
    Files.writeString(configuration, "listeners.tcp.1 = 127.0.0.1:" + port + "\n");
    Process process =
        Program.start(
            port,
            List.of(
                "/usr/bin/env",
                "HOME=" + directory,
                "RABBITMQ_NODENAME=test" + port + "@localhost",
                "RABBITMQ_CONFIG_FILE=" + configuration,
                "RABBITMQ_MNESIA_BASE=" + directory.resolve("data"),
                "RABBITMQ_LOG_BASE=" + directory.resolve("log"),
                "RABBITMQ_ENABLED_PLUGINS_FILE=" + directory.resolve("plugins"),
                "RABBITMQ_DIST_PORT=" + Program.freePort(),
                "ERL_EPMD_ADDRESS=127.0.0.1",
                "ERL_EPMD_PORT=" + names,
                "/usr/lib/rabbitmq/bin/rabbitmq-server"));
    return new RabbitBroker(process, port, names);
  }

  /** Returns what makes connections through a port. */
  static ConnectionFactory through(int port) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    return factory;
  }

  void stop() throws Exception {
    List<ProcessHandle> all = process.descendants().toList();
    Program.stop(process);
    all.forEach(ProcessHandle::destroyForcibly);
    // The name server that the broker started stays behind otherwise.
    Program.run("", List.of("/usr/bin/epmd", "-port", "" + names, "-kill"));
  }
}
