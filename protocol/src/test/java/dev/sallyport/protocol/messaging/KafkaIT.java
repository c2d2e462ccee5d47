// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.TappedRelay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, one node, with the clients of its own project. */
class KafkaIT {
  private static final int RECORDS = 50;
  private static final List<String> PACKED = List.of("none", "gzip", "snappy", "lz4", "zstd");
  private static final String FILLER = "a few words, over and over; ".repeat(3000);

  @TempDir static Path directory;
  private static KafkaBroker broker;
  private static TappedRelay relay;

  @BeforeAll
  static void startBroker() throws Exception {
    int port = Program.freePort();
    // Clients are told to come back to the relay, so that all they say passes it.
    relay = new TappedRelay(port);
    broker = KafkaBroker.start(directory, port, relay.port(), Program.freePort());
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (broker != null) {
      broker.close();
    }
    relay.close();
  }

  @Test
  void whatIsProducedAndFetchedIsCountedByTopicAndGroup() throws Exception {
    Map<String, Object> server = Map.of("bootstrap.servers", "127.0.0.1:" + relay.port());
    try (Admin admin = Admin.create(server)) {
      admin.createTopics(List.of(new NewTopic("shop.orders", 2, (short) 1))).all().get();
    }
    Map<String, Object> producing =
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + relay.port(),
            "key.serializer",
            StringSerializer.class,
            "value.serializer",
            StringSerializer.class);
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(producing)) {
      for (int i = 0; i < RECORDS; i++) {
        // One request for each record, so that they can be counted.
        producer.send(new ProducerRecord<>("shop.orders", "key", "value " + i)).get();
      }
    }
    for (String coding : PACKED) {
      Map<String, Object> packing = new HashMap<>(producing);
      packing.put("compression.type", coding);
      try (KafkaProducer<String, String> producer = new KafkaProducer<>(packing)) {
        producer
            .send(new ProducerRecord<>("shop.orders", "key", FILLER + "end of " + coding))
            .get();
      }
    }
    consume(RECORDS + PACKED.size());
    Map<String, Long> counts = relay.counts();
    assertThat(counts)
        .containsEntry("produce shop.orders", (long) RECORDS + PACKED.size())
        .containsEntry("create-topics shop.orders", 1L);
    assertThat(counts.keySet())
        .contains("fetch shop.orders", "join-group group readers")
        .noneMatch(each -> each.startsWith("fetch {id}"));
    String record = "{\"shop.orders.key\":\"key\",\"shop.orders\":\"value 7\"}";
    assertThat(relay.values(Direction.FROM_CLIENT)).contains(record);
    assertThat(relay.values(Direction.FROM_SERVER)).contains(record);
    for (String coding : PACKED) {
      for (Direction each : Direction.values()) {
        assertThat(relay.values(each))
            .as("%s, beyond what was once held of a message", each)
            .anyMatch(line -> line.contains("end of " + coding));
      }
    }
    for (TappedRelay.Connection each : relay.ended()) {
      assertThat(each.reader.protocol()).isEqualTo(Protocol.KAFKA);
      assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
      assertThat(each.addsUp()).isTrue();
    }
  }

  private static void consume(int records) {
    Map<String, Object> consuming =
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + relay.port(),
            "group.id",
            "readers",
            "auto.offset.reset",
            "earliest",
            "key.deserializer",
            StringDeserializer.class,
            "value.deserializer",
            StringDeserializer.class);
    int read = 0;
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(consuming)) {
      consumer.subscribe(List.of("shop.orders"));
      while (read < records && System.nanoTime() < deadline) {
        read += consumer.poll(Duration.ofMillis(200)).count();
      }
    }
    assertThat(read).isEqualTo(records);
  }
}
