// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.protocol.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real broker, one node, that tells clients to come by another port, and one for tests. */
record KafkaBroker(Process process) implements AutoCloseable {

  /**
   * Starts one.
   *
   * @param port where it listens for those who come by {@code relayed}
   * @param direct where it listens for those who come directly
   */
  static KafkaBroker start(Path directory, int port, int relayed, int direct) throws Exception {
    int controller = Program.freePort();
    Path properties = directory.resolve("server.properties");
    Files.writeString(
        properties,
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%1$d
        listeners=PLAINTEXT://127.0.0.1:%2$d,DIRECT://127.0.0.1:%5$d,CONTROLLER://127.0.0.1:%1$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%3$d,DIRECT://127.0.0.1:%5$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,DIRECT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%4$s
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        group.initial.rebalance.delay.ms=0
        auto.create.topics.enable=false
        """
            .formatted(controller, port, relayed, directory.resolve("log"), direct));
    Program.run(
        "",
        java(
            "kafka.tools.StorageTool",
            "format",
            "-t",
            "MkU3OEVBNTcwNTJENDM2Qk",
            "-c",
            properties.toString()));
    return new KafkaBroker(Program.start(port, java("kafka.Kafka", properties.toString())));
  }

  private static List<String> java(String main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main));
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly().waitFor();
  }
}
