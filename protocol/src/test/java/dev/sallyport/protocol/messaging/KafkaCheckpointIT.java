// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.checkpoint.CheckedRelay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker with the clients of its own project, some of whose requests are refused. */
class KafkaCheckpointIT {
  @TempDir static Path directory;
  private static KafkaBroker broker;
  private static CheckedRelay relay;
  private static int direct;

  @BeforeAll
  static void startBroker() throws Exception {
    int port = Program.freePort();
    direct = Program.freePort();
    relay = new CheckedRelay(Protocol.KAFKA, port, KafkaCheckpointIT::denied);
    broker = KafkaBroker.start(directory, port, relay.port(), direct);
    try (Admin admin = Admin.create(at(direct))) {
      admin
          .createTopics(
              List.of(new NewTopic("open", 1, (short) 1), new NewTopic("secret", 2, (short) 1)))
          .all()
          .get();
    }
    try (KafkaProducer<String, String> producer = producer(direct)) {
      producer.send(new ProducerRecord<>("secret", "hidden")).get();
    }
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (broker != null) {
      broker.close();
    }
    relay.close();
  }

  private static boolean denied(String name) {
    return name.equals("produce secret")
        || name.equals("fetch secret")
        || name.startsWith("delete-topics")
        || name.equals("create-topics forbidden");
  }

  private static Map<String, Object> at(int port) {
    return Map.of("bootstrap.servers", "127.0.0.1:" + port);
  }

  private static KafkaProducer<String, String> producer(int port) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + port,
            "linger.ms",
            "50",
            "key.serializer",
            StringSerializer.class,
            "value.serializer",
            StringSerializer.class));
  }

  private static KafkaConsumer<String, String> consumer(int port) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + port,
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            "false",
            "key.deserializer",
            StringDeserializer.class,
            "value.deserializer",
            StringDeserializer.class));
  }

  private static long end(String topic) {
    try (KafkaConsumer<String, String> consumer = consumer(direct)) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      return consumer.endOffsets(all).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Test
  void whatIsProducedToARefusedTopicIsKeptFromTheBrokerAndTheProducerGoesOn() throws Exception {
    long before = end("open");
    try (KafkaProducer<String, String> producer = producer(relay.port())) {
      for (int i = 0; i < 5; i++) {
        // Both may travel in one request; what was allowed is tried again without the other.
        Future<RecordMetadata> refused = producer.send(new ProducerRecord<>("secret", "x" + i));
        Future<RecordMetadata> allowed = producer.send(new ProducerRecord<>("open", "y" + i));
        assertThatThrownBy(refused::get).hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThat(allowed.get().hasOffset()).isTrue();
      }
    }
    assertThat(end("secret")).isEqualTo(1);
    assertThat(end("open")).isEqualTo(before + 5);
    assertThat(relay.lost).isEmpty();
  }

  @Test
  void aConsumerIsToldAndGoesOn() throws Exception {
    try (KafkaProducer<String, String> producer = producer(direct)) {
      producer.send(new ProducerRecord<>("open", "for all")).get();
    }
    try (KafkaConsumer<String, String> consumer = consumer(relay.port())) {
      consumer.assign(List.of(new TopicPartition("secret", 0), new TopicPartition("secret", 1)));
      assertThatThrownBy(() -> poll(consumer, 1))
          .isInstanceOf(TopicAuthorizationException.class)
          .satisfies(
              e ->
                  assertThat(((TopicAuthorizationException) e).unauthorizedTopics())
                      .containsExactly("secret"));
      consumer.assign(List.of(new TopicPartition("open", 0)));
      assertThat(poll(consumer, 1)).isPositive();
    }
    assertThat(relay.lost).isEmpty();
  }

  private static int poll(KafkaConsumer<String, String> consumer, int wanted) {
    int read = 0;
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (read < wanted && System.nanoTime() < deadline) {
      read += consumer.poll(Duration.ofMillis(200)).count();
    }
    return read;
  }

  @Test
  void topicsAreNeitherMadeNorDeletedWhereThatIsRefused() throws Exception {
    try (Admin admin = Admin.create(at(relay.port()))) {
      assertThatThrownBy(() -> admin.deleteTopics(List.of("open")).all().get())
          .hasCauseInstanceOf(TopicAuthorizationException.class)
          .hasMessageContaining("denied by policy shop/no-drop (decision 7)");
      assertThatThrownBy(
              () ->
                  admin.createTopics(List.of(new NewTopic("forbidden", 1, (short) 1))).all().get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      admin.createTopics(List.of(new NewTopic("welcome", 1, (short) 1))).all().get();
      assertThat(admin.listTopics().names().get()).contains("open", "secret", "welcome");
      assertThat(admin.listTopics().names().get()).doesNotContain("forbidden");
    }
    assertThat(relay.lost).isEmpty();
  }
}
