// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** Brokers as scripts of bytes; the real ones are in the tests beside. */
public class MessagingDecoderTest {

  /** Bytes of a message, big endian. */
  static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes int8(int value) {
      out.write(value);
      return this;
    }

    Bytes int16(int value) {
      return int8(value >> 8).int8(value);
    }

    Bytes int32(int value) {
      return int16(value >> 16).int16(value);
    }

    Bytes text(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    /** A text with its length in one byte ahead. */
    Bytes text8(String text) {
      return int8(text.length()).text(text);
    }

    /** A text with its length in two bytes ahead. */
    Bytes text16(String text) {
      return int16(text.length()).text(text);
    }

    Bytes then(byte[] more) {
      out.writeBytes(more);
      return this;
    }

    byte[] raw(byte[] more) {
      return then(more).bytes();
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  private static Dialogue client(Dialogue dialogue, byte[] bytes) {
    return dialogue.with(Direction.FROM_CLIENT, bytes);
  }

  private static Dialogue server(Dialogue dialogue, byte[] bytes) {
    return dialogue.with(Direction.FROM_SERVER, bytes);
  }

  private static byte[] kafka(Consumer<Bytes> content) {
    Bytes bytes = new Bytes();
    content.accept(bytes);
    return new Bytes().int32(bytes.bytes().length).raw(bytes.bytes());
  }

  private static byte[] produce(int correlation, int acknowledgements, String topic) {
    return kafka(
        it ->
            it.int16(0)
                .int16(3)
                .int32(correlation)
                .text16("app")
                .int16(-1)
                .int16(acknowledgements)
                .int32(1000)
                .int32(1)
                .text16(topic)
                .int32(0));
  }

  /** Versions, a record acknowledged, one refused, one that nobody acknowledges. */
  public static Dialogue kafkaSample() {
    Dialogue dialogue = Dialogue.empty();
    dialogue = client(dialogue, kafka(it -> it.int16(18).int16(0).int32(1).text16("app")));
    dialogue = server(dialogue, kafka(it -> it.int32(1).int16(0).int32(0)));
    dialogue = client(dialogue, produce(2, 1, "orders"));
    dialogue =
        server(
            dialogue,
            kafka(it -> it.int32(2).int32(1).text16("orders").int32(1).int32(0).int16(0)));
    dialogue = client(dialogue, produce(3, 1, "orders.4f2a9c1b7d"));
    dialogue =
        server(dialogue, kafka(it -> it.int32(3).int32(1).text16("o").int32(1).int32(0).int16(29)));
    return client(dialogue, produce(4, 0, "logs"));
  }

  /** Records packed in every way there is, and in none. */
  public static Dialogue kafkaPackedSample() {
    Dialogue dialogue = Dialogue.empty();
    dialogue = client(dialogue, kafka(it -> it.int16(18).int16(0).int32(1).text16("app")));
    dialogue = server(dialogue, kafka(it -> it.int32(1).int16(0).int32(0)));
    int correlation = 2;
    for (CompressionType each : CompressionType.values()) {
      byte[] records = records(each);
      int number = correlation++;
      dialogue =
          client(
              dialogue,
              kafka(
                  it ->
                      it.int16(0)
                          .int16(3)
                          .int32(number)
                          .text16("app")
                          .int16(-1)
                          .int16(0)
                          .int32(1000)
                          .int32(1)
                          .text16("orders")
                          .int32(1)
                          .int32(0)
                          .int32(records.length)
                          .then(records)));
    }
    return dialogue;
  }

  private static byte[] records(CompressionType type) {
    byte[] value =
        ("{\"by\":\"" + type.name + "\",\"a\":\"aaaaaaaaaaaaaaaaaaaa\"}")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        MemoryRecords.withRecords(
                Compression.of(type).build(),
                new SimpleRecord(0, null, value),
                new SimpleRecord(0, null, value))
            .buffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Connects, publishes in three ways, subscribes, and is delivered something. */
  public static Dialogue mqttSample() {
    Dialogue dialogue = Dialogue.empty();
    dialogue =
        client(
            dialogue,
            mqtt(0x10, it -> it.text16("MQTT").int8(4).int8(2).int16(60).text16("device-7")));
    dialogue = server(dialogue, mqtt(0x20, it -> it.int8(0).int8(0)));
    dialogue = client(dialogue, mqtt(0x30, it -> it.text16("shop/orders").text("{}")));
    dialogue =
        client(dialogue, mqtt(0x32, it -> it.text16("devices/4f2a9c1b7d/t").int16(7).text("1")));
    dialogue = server(dialogue, mqtt(0x40, it -> it.int16(7)));
    dialogue = client(dialogue, mqtt(0x82, it -> it.int16(8).text16("forbidden").int8(0)));
    dialogue = server(dialogue, mqtt(0x90, it -> it.int16(8).int8(0x80)));
    return server(dialogue, mqtt(0x30, it -> it.text16("shop/orders").text("{}")));
  }

  /**
   * Logs in, declares, publishes a message in two frames, and asks for a queue that is not there.
   */
  public static Dialogue amqpSample() {
    Dialogue dialogue = Dialogue.empty().client("AMQP\0\0\u0009\u0001");
    dialogue = server(dialogue, amqp(1, 0, it -> it.int16(10).int16(10).int16(9)));
    dialogue = client(dialogue, amqp(1, 0, it -> it.int16(10).int16(11).int32(0)));
    dialogue = server(dialogue, amqp(1, 0, it -> it.int16(10).int16(30).int32(0)));
    dialogue = client(dialogue, amqp(1, 1, it -> it.int16(50).int16(10).int16(0).text8("jobs")));
    dialogue = server(dialogue, amqp(1, 1, it -> it.int16(50).int16(11).text8("jobs")));
    dialogue =
        client(dialogue, amqp(1, 1, it -> it.int16(60).int16(40).int16(0).text8("").text8("jobs")));
    dialogue = client(dialogue, amqp(2, 1, it -> it.int32(60 << 16).int32(0).int32(6).int16(0)));
    dialogue = client(dialogue, amqp(3, 1, it -> it.text("abc")));
    dialogue = client(dialogue, amqp(3, 1, it -> it.text("def")));
    dialogue = client(dialogue, amqp(1, 2, it -> it.int16(50).int16(10).int16(0).text8("no")));
    return server(dialogue, amqp(1, 2, it -> it.int16(20).int16(40).int16(404).text8("NONE")));
  }

  private static byte[] mqtt(int type, Consumer<Bytes> content) {
    Bytes bytes = new Bytes();
    content.accept(bytes);
    return new Bytes().int8(type).int8(bytes.bytes().length).raw(bytes.bytes());
  }

  private static byte[] amqp(int type, int channel, Consumer<Bytes> content) {
    Bytes bytes = new Bytes();
    content.accept(bytes);
    return new Bytes()
        .int8(type)
        .int16(channel)
        .int32(bytes.bytes().length)
        .then(bytes.bytes())
        .raw(new byte[] {(byte) 0xce});
  }

  @Test
  void kafkaRequestsAreNamedByTopicAndFailWithTheirErrorCode() {
    assertThat(Shape.of(kafkaSample()))
        .isEqualTo(
            "0>api-versions; 0<ok; 1>produce orders; 1<ok; 2>produce orders.{id}; 2<failed; "
                + "3>produce logs; 3<ok; ");
  }

  @Test
  void kafkaRecordsAreReadHoweverTheyArePacked() {
    Dialogue.Heard heard = kafkaPackedSample().heard();
    for (CompressionType each : CompressionType.values()) {
      String line = "{\"orders\":{\"by\":\"" + each.name + "\",\"a\":\"aaaaaaaaaaaaaaaaaaaa\"}}\n";
      assertThat(heard.values().values()).as(each.name).contains(line + line);
    }
    assertThat(heard.values().keySet()).noneMatch(each -> each.contains("CODING"));
  }

  @Test
  void kafkaAnswerToAnotherRequestEndsUnderstanding() {
    Dialogue wrong = server(kafkaSample(), kafka(it -> it.int32(99).int16(0)));
    assertThat(Shape.of(wrong)).endsWith("!answer does not fit the request");
    Dialogue garbage = client(kafkaSample(), new byte[] {0, 0, 0, 1, 5});
    assertThat(Shape.of(garbage)).endsWith("!Kafka request is malformed");
  }

  @Test
  void mqttPacketsAreNamedByTopicWithoutTheIdsInIt() {
    assertThat(Shape.of(mqttSample()))
        .isEqualTo(
            "0>connect; 0<ok; 1>publish shop/orders; 1<ok; 2>publish devices/{id}/t; 2<ok; "
                + "3>subscribe forbidden; 3<failed; 4>deliver shop/orders; 4<ok; ");
  }

  @Test
  void amqpMessageIsOneExchangeAndClosedChannelFailsWhatWasAsked() {
    assertThat(Shape.of(amqpSample()))
        .isEqualTo(
            "0>login; 0<ok; 1>queue-declare jobs; 1<ok; 2>publish jobs; 2<ok; "
                + "3>queue-declare no; 3<failed; ");
  }

  @Test
  void otherAmqpIsCarriedAndSaysSo() {
    assertThat(Shape.of(Dialogue.empty().client("AMQP\u0003\u0001\0\0")))
        .isEqualTo("!AMQP of another version than 0-9-1 is not decoded");
  }

  @Test
  void namesThatLookLikeValuesAreNotKept() {
    assertThat(Destination.of("orders.v2")).isEqualTo("orders.v2");
    assertThat(Destination.of("user/ada@example.com/inbox")).isEqualTo("user/{id}/inbox");
    assertThat(Destination.of("x".repeat(300))).isEqualTo("{id}");
    assertThat(Destination.of("")).isEmpty();
  }
}
