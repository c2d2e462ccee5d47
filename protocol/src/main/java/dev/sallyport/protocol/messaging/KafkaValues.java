// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.value.Values;
import org.jspecify.annotations.Nullable;

/**
 * The records of one Kafka connection under the names of their topics ("A Guide To The Kafka
 * Protocol", record batches of version 2). Messages of versions before, and values that are not
 * written as text, are said not to be looked at.
 */
final class KafkaValues {
  private static final int BATCH_HEAD = 61;
  private static final int PACKED = 7;
  private static final int SHORTEST = 2;
  private static final int CONTROL = 32;

  private final Values values;
  private final KafkaTopics topics;
  private long stream;
  private Direction direction = Direction.FROM_CLIENT;
  private boolean binary;
  private Message.@Nullable Problem problem;

  KafkaValues(ContentListener listener, KafkaTopics topics) {
    this.values = new Values(listener, Place.Part.RECORD);
    this.topics = topics;
  }

  boolean wanted() {
    return values.wanted();
  }

  void flush() {
    values.flush();
  }

  void ended(long of) {
    values.ended(of);
  }

  /** A request was read, as much of it as is held. */
  void request(long of, KafkaRequest request, byte[] frame, int held, boolean whole) {
    if (request.api() != KafkaApi.PRODUCE || !values.wanted(of)) {
      return;
    }
    begin(of, Direction.FROM_CLIENT);
    int version = request.version();
    FrameBytes bytes = new FrameBytes(frame, 4, held);
    bytes.skip(8);
    bytes.text(Math.max(0, bytes.int16()));
    KafkaFields fields = new KafkaFields(bytes, request.api().compact(version));
    fields.tags();
    if (version >= 3) {
      fields.text();
    }
    bytes.skip(6);
    for (int count = fields.count(); count > 0 && !bytes.beyond(); count--) {
      String topic = version >= 13 ? named(fields) : fields.text();
      for (int left = fields.count(); left > 0 && !bytes.beyond(); left--) {
        bytes.skip(4);
        records(topic, fields, frame);
        fields.tags();
      }
      fields.tags();
    }
    end(whole && !bytes.beyond());
  }

  /** An answer was read, as much of it as is held. */
  void answer(long of, KafkaRequest request, byte[] frame, int held, boolean whole) {
    if (request.api() != KafkaApi.FETCH || !values.wanted(of)) {
      return;
    }
    begin(of, Direction.FROM_SERVER);
    int version = request.version();
    FrameBytes bytes = new FrameBytes(frame, 8, held);
    KafkaFields fields = new KafkaFields(bytes, request.api().compact(version));
    fields.tags();
    bytes.skip((version >= 1 ? 4 : 0) + (version >= 7 ? 6 : 0));
    for (int count = fields.count(); count > 0 && !bytes.beyond(); count--) {
      String topic = version >= 13 ? named(fields) : fields.text();
      for (int left = fields.count(); left > 0 && !bytes.beyond(); left--) {
        bytes.skip(4 + 2 + 8 + (version >= 4 ? 8 : 0) + (version >= 5 ? 8 : 0));
        for (int aborted = version >= 4 ? fields.count() : 0;
            aborted > 0 && !bytes.beyond();
            aborted--) {
          bytes.skip(16);
          fields.tags();
        }
        bytes.skip(version >= 11 ? 4 : 0);
        records(topic, fields, frame);
        fields.tags();
      }
      fields.tags();
    }
    end(whole && !bytes.beyond());
  }

  private void begin(long of, Direction from) {
    stream = of;
    direction = from;
    binary = false;
    problem = null;
  }

  private void end(boolean whole) {
    if (!whole) {
      values.unseen(stream, direction, Message.Problem.CUT);
    } else if (problem != null) {
      values.unseen(stream, direction, problem);
    }
    if (binary) {
      values.binary(stream, direction);
    }
  }

  private String named(KafkaFields fields) {
    return topics.name(fields.id()).orElse(Values.ANY);
  }

  private void records(String topic, KafkaFields fields, byte[] frame) {
    FrameBytes bytes = fields.raw();
    int length = fields.length();
    int from = bytes.index();
    int held = Math.min(length, bytes.left());
    bytes.skip(Math.max(0, length));
    String name = Destination.of(topic);
    int at = from;
    while (at + BATCH_HEAD <= from + held) {
      FrameBytes batch = new FrameBytes(frame, at + 8, from + held);
      int size = batch.int32();
      batch.skip(4);
      if (batch.int8() != 2 || size < BATCH_HEAD - 12) {
        binary = true;
        return;
      }
      if (at + 12L + size > from + (long) length) {
        // Brokers cut what they answer with at a size; the rest of it comes again.
        return;
      }
      batch.skip(4);
      int attributes = batch.int16();
      int batchEnd = (int) Math.min(from + held, at + 12L + size);
      batch(name, attributes, frame, at + BATCH_HEAD, batchEnd);
      at = batchEnd;
    }
  }

  private void batch(String topic, int attributes, byte[] frame, int from, int to) {
    if ((attributes & CONTROL) != 0) {
      return;
    }
    int way = attributes & PACKED;
    if (way == 0) {
      each(topic, frame, from, to);
      return;
    }
    PackedBatch plain = PackedBatch.unpack(way, frame, from, to);
    if (!plain.whole()) {
      boolean full = plain.size() == PackedBatch.BYTES_MAX;
      problem = full ? Message.Problem.EXPANSION : Message.Problem.CODING_MALFORMED;
    }
    each(topic, plain.bytes(), 0, plain.size());
  }

  private void each(String topic, byte[] bytes, int from, int to) {
    FrameBytes record = new FrameBytes(bytes, from, to);
    while (record.left() > 0) {
      int length = record.zigzag();
      int next = record.index() + length;
      if (record.beyond() || length <= 0 || length > record.left()) {
        return;
      }
      record.skip(1);
      record.zigzag();
      record.zigzag();
      values.open(stream, direction);
      add(topic + ".key", bytes, record);
      add(topic, bytes, record);
      for (int headers = record.zigzag(); headers > 0 && !record.beyond(); headers--) {
        String name = record.text(record.zigzag());
        add(name, bytes, record);
      }
      values.close();
      if (record.beyond() || record.index() > next) {
        return;
      }
      record.skip(next - record.index());
    }
  }

  private void add(String name, byte[] bytes, FrameBytes record) {
    int size = record.zigzag();
    int from = record.index();
    record.skip(Math.max(0, size));
    if (size < SHORTEST || record.beyond()) {
      return;
    }
    if (isText(bytes, from, from + size)) {
      values.value(name, bytes, from, from + size);
    } else {
      binary = true;
    }
  }

  private static boolean isText(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte each = bytes[i];
      if (each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t') {
        return false;
      }
    }
    return true;
  }
}
