// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.TappedRelay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RabbitMQ with its Java client. */
class AmqpIT {
  @TempDir static Path directory;
  private static Process broker;
  private static int port;
  private static int names;

  @BeforeAll
  static void startBroker() throws Exception {
    Program.path("/usr/lib/rabbitmq/bin/rabbitmq-server");
    port = Program.freePort();
    names = Program.freePort();
    Path configuration = directory.resolve("rabbitmq.conf");
    Files.writeString(configuration, "listeners.tcp.1 = 127.0.0.1:" + port + "\n");
    broker =
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
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (broker != null) {
      List<ProcessHandle> all = broker.descendants().toList();
      Program.stop(broker);
      all.forEach(ProcessHandle::destroyForcibly);
      // The name server that the broker started stays behind otherwise.
      Program.run("", List.of("/usr/bin/epmd", "-port", "" + names, "-kill"));
    }
  }

  @Test
  void whatIsPublishedAndDeliveredIsCountedByQueue() throws Exception {
    try (TappedRelay relay = new TappedRelay(port)) {
      talk(relay.port());
      Map<String, Long> counts = relay.counts();
      assertThat(counts)
          .containsEntry("login", 1L)
          .containsEntry("queue-declare orders", 1L)
          .containsEntry("publish orders", 20L)
          .containsEntry("consume orders", 1L)
          .containsEntry("deliver orders", 20L)
          .containsEntry("queue-declare missing failed", 1L);
      for (TappedRelay.Connection each : relay.ended()) {
        assertThat(each.reader.protocol()).isEqualTo(Protocol.AMQP);
        assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
        assertThat(each.addsUp()).isTrue();
      }
    }
  }

  private static void talk(int relayed) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(relayed);
    try (Connection connection = factory.newConnection()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("orders", false, false, false, null);
      for (int i = 0; i < 20; i++) {
        byte[] body = "order ".repeat(i * 1000).getBytes(StandardCharsets.UTF_8);
        channel.basicPublish("", "orders", null, body);
      }
      CountDownLatch left = new CountDownLatch(20);
      channel.basicConsume("orders", true, (tag, message) -> left.countDown(), tag -> {});
      assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
      try {
        connection.createChannel().queueDeclarePassive("missing");
      } catch (IOException expected) {
        // The broker closes the channel, as it should.
      }
    }
  }
}
