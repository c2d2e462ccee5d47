// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.checkpoint.CheckedRelay;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RabbitMQ with its Java client, some of whose methods are refused. */
class AmqpCheckpointIT {
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
  void aRefusedMethodClosesItsChannelAndTheConnectionGoesOn() throws Exception {
    try (CheckedRelay relay =
        new CheckedRelay(Protocol.AMQP, broker.port(), name -> name.endsWith(" secret"))) {
      ConnectionFactory factory = RabbitBroker.through(relay.port());
      factory.setAutomaticRecoveryEnabled(false);
      try (Connection direct = RabbitBroker.through(broker.port()).newConnection();
          Connection connection = factory.newConnection()) {
        Channel there = direct.createChannel();
        there.queueDeclare("orders", false, false, false, null);
        there.queueDeclare("secret", false, false, false, null);
        byte[] body = "order ".repeat(40_000).getBytes(StandardCharsets.UTF_8);
        Channel other = connection.createChannel();

        refusedPublication(connection, body);
        refusedQuestions(connection);
        other.confirmSelect();
        other.basicPublish("", "orders", null, body);
        assertThat(other.waitForConfirms(90_000)).isTrue();
        assertThat(there.queueDeclarePassive("orders").getMessageCount()).isEqualTo(1);
        assertThat(there.queueDeclarePassive("secret").getMessageCount()).isZero();
      }
      assertThat(relay.connections()).isEqualTo(1);
      assertThat(relay.lost).isEmpty();
    }
  }

  private static void refusedPublication(Connection connection, byte[] body) throws Exception {
    Channel channel = connection.createChannel();
    CompletableFuture<ShutdownSignalException> told = new CompletableFuture<>();
    channel.addShutdownListener(told::complete);
    channel.basicPublish("", "secret", null, body);
    assertRefused(told.get(90, TimeUnit.SECONDS), 60, 40);
    assertThatThrownBy(() -> channel.basicPublish("", "orders", null, body))
        .isInstanceOf(AlreadyClosedException.class);
  }

  private static void refusedQuestions(Connection connection) throws Exception {
    Channel getting = connection.createChannel();
    assertThatThrownBy(() -> getting.basicGet("secret", true))
        .satisfies(e -> assertRefused((ShutdownSignalException) e.getCause(), 60, 70));
    Channel consuming = connection.createChannel();
    assertThatThrownBy(
            () -> consuming.basicConsume("secret", true, (tag, message) -> {}, tag -> {}))
        .satisfies(e -> assertRefused((ShutdownSignalException) e.getCause(), 60, 20));
    Channel deleting = connection.createChannel();
    assertThatThrownBy(() -> deleting.queueDelete("secret"))
        .satisfies(e -> assertRefused((ShutdownSignalException) e.getCause(), 50, 40));
    Channel binding = connection.createChannel();
    binding.exchangeDeclare("news", "fanout", false, true, null);
    assertThatThrownBy(() -> binding.queueBind("secret", "news", ""))
        .satisfies(e -> assertRefused((ShutdownSignalException) e.getCause(), 50, 20));
  }

  private static void assertRefused(ShutdownSignalException told, int group, int method) {
    AMQP.Channel.Close close = (AMQP.Channel.Close) told.getReason();
    assertThat(close.getReplyCode()).isEqualTo(403);
    assertThat(close.getReplyText())
        .isEqualTo("ACCESS_REFUSED - denied by policy shop/no-drop (decision 7)");
    assertThat(close.getClassId()).isEqualTo(group);
    assertThat(close.getMethodId()).isEqualTo(method);
  }
}
