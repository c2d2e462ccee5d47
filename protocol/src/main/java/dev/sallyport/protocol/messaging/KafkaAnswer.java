// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import java.util.UUID;

/** What is read of the answers of a Kafka broker: errors, and names of topics. */
final class KafkaAnswer {
  private static final int ELEMENTS_MAX = 4096;

  private KafkaAnswer() {}

  /** Returns the error code of an answer, 0 for none; of many only the first is looked for. */
  static int status(KafkaRequest asked, byte[] frame, int held) {
    FrameBytes bytes = new FrameBytes(frame, 8, held);
    KafkaFields fields = new KafkaFields(bytes, asked.api().compact(asked.version()));
    int status =
        switch (asked.api()) {
          case PRODUCE -> {
            fields.tags();
            yield fields.count() == 0 ? 0 : produced(fields, asked.version());
          }
          case FETCH -> {
            fields.tags();
            bytes.skip(4);
            yield asked.version() >= 7 ? bytes.int16() : 0;
          }
          case SASL_AUTHENTICATE -> {
            fields.tags();
            yield bytes.int16();
          }
          case SASL_HANDSHAKE -> bytes.int16();
          default -> 0;
        };
    return bytes.beyond() ? 0 : status;
  }

  private static int produced(KafkaFields fields, int version) {
    if (version >= 13) {
      fields.id();
    } else {
      fields.text();
    }
    if (fields.count() == 0) {
      return 0;
    }
    fields.raw().skip(4);
    return fields.raw().int16();
  }

  /** Learns the names of topics from an answer to {@link KafkaApi#METADATA}. */
  static void learn(KafkaRequest asked, byte[] frame, int held, KafkaTopics topics) {
    int version = asked.version();
    if (asked.api() != KafkaApi.METADATA || version < 10) {
      return;
    }
    FrameBytes bytes = new FrameBytes(frame, 8, held);
    KafkaFields fields = new KafkaFields(bytes, true);
    fields.tags();
    bytes.skip(4);
    for (int brokers = fields.count(); brokers > 0 && !bytes.beyond(); brokers--) {
      bytes.skip(4);
      fields.text();
      bytes.skip(4);
      fields.text();
      fields.tags();
    }
    fields.text();
    bytes.skip(4);
    for (int count = Math.min(fields.count(), ELEMENTS_MAX); count > 0; count--) {
      bytes.skip(2);
      String name = fields.text();
      UUID id = fields.id();
      if (bytes.beyond()) {
        return;
      }
      topics.learned(id, name);
      bytes.skip(1);
      for (int partitions = fields.count(); partitions > 0 && !bytes.beyond(); partitions--) {
        bytes.skip(14);
        for (int lists = 0; lists < 3; lists++) {
          bytes.skip(4L * fields.count());
        }
        fields.tags();
      }
      if (version >= 8) {
        bytes.skip(4);
      }
      fields.tags();
    }
  }
}
