// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.TappedRelay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
  private static RabbitBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = RabbitBroker.start(directory);
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (broker != null) {
      broker.stop();
    }
  }

  @Test
  void whatIsPublishedAndDeliveredIsCountedByQueue() throws Exception {
    try (TappedRelay relay = new TappedRelay(broker.port())) {
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
    try (Connection connection = RabbitBroker.through(relayed).newConnection()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("orders", false, false, false, null);
      for (int i = 0; i < 20; i++) {
        byte[] body = "order ".repeat(i * 1000).getBytes(StandardCharsets.UTF_8);
        channel.basicPublish("", "orders", null, body);
      }
      CountDownLatch left = new CountDownLatch(20);
      channel.basicConsume("orders", true, (tag, message) -> left.countDown(), tag -> {});
      assertThat(left.await(90, TimeUnit.SECONDS)).isTrue();
      try {
        connection.createChannel().queueDeclarePassive("missing");
      } catch (IOException expected) {
        // The broker closes the channel, as it should.
      }
    }
  }
}
