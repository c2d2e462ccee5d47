// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka request with all that it is about, as far as that is needed to decide on it and to refuse
 * it.
 *
 * @param api what is asked
 * @param version version of the message
 * @param correlation number that the answer repeats
 * @param topics of which topics, in order
 * @param answered whether an answer will come
 * @param goesOn whether it goes on with a fetch that was asked for before, and names only what
 *     changed
 * @param whole whether all topics were read
 */
record KafkaCall(
    KafkaApi api,
    int version,
    int correlation,
    List<Topic> topics,
    boolean answered,
    boolean goesOn,
    boolean whole) {
  private static final int TOPICS_MAX = 1024;
  private static final int PARTITIONS_MAX = 10_000;

  /**
   * A topic of a request.
   *
   * @param name its name; empty when only its id is known
   * @param id its id where requests of that version name it so
   * @param partitions of it
   */
  record Topic(String name, @Nullable UUID id, List<Integer> partitions) {

    MessageOperation operation(KafkaApi api) {
      String destination = name.isEmpty() && id != null ? "{id}" : Destination.of(name);
      return new MessageOperation(api.verb(), destination, Protocol.KAFKA);
    }
  }

  /** Returns the request of a frame; null when it is none. */
  static @Nullable KafkaCall read(byte[] frame, int held, boolean allHeld, KafkaTopics known) {
    FrameBytes bytes = new FrameBytes(frame, 4, held);
    int key = bytes.int16();
    int version = bytes.int16();
    int correlation = bytes.int32();
    if (bytes.beyond() || key < 0 || version < 0) {
      return null;
    }
    KafkaApi api = KafkaApi.of(key);
    bytes.text(Math.max(0, bytes.int16()));
    KafkaFields fields = new KafkaFields(bytes, api.compact(version));
    fields.tags();
    Reader reader = new Reader(fields, api, version, known);
    reader.read();
    boolean whole = reader.complete && (allHeld || !bytes.beyond());
    return new KafkaCall(
        api, version, correlation, reader.topics, reader.answered, reader.goesOn, whole);
  }

  /** Reads the body of one request. */
  private static final class Reader {
    private final KafkaFields fields;
    private final FrameBytes bytes;
    private final KafkaApi api;
    private final int version;
    private final KafkaTopics known;
    private final List<Topic> topics = new ArrayList<>(1);
    private boolean answered = true;
    private boolean goesOn;
    private boolean complete = true;

    Reader(KafkaFields fields, KafkaApi api, int version, KafkaTopics known) {
      this.fields = fields;
      this.bytes = fields.raw();
      this.api = api;
      this.version = version;
      this.known = known;
    }

    void read() {
      switch (api) {
        case PRODUCE -> {
          if (version >= 3) {
            fields.text();
          }
          answered = bytes.int16() != 0;
          bytes.skip(4);
          topics();
        }
        case FETCH -> {
          bytes.skip(version >= 15 ? 8 : 12);
          bytes.skip((version >= 3 ? 4 : 0) + (version >= 4 ? 1 : 0));
          int session = version >= 7 ? bytes.int32() : 0;
          int epoch = version >= 7 ? bytes.int32() : 0;
          goesOn = session != 0 && epoch > 0;
          topics();
        }
        case METADATA, CREATE_TOPICS, DELETE_TOPICS, DELETE_RECORDS, CREATE_PARTITIONS -> topics();
        default -> {}
      }
    }

    private void topics() {
      int count = fields.count();
      for (int i = 0; i < count; i++) {
        if (topics.size() == TOPICS_MAX) {
          complete = false;
          return;
        }
        Topic topic = topic();
        // A list that ends inside of its last partition still says which topic that is.
        if (bytes.beyond() && topic.name.isEmpty() && topic.partitions.isEmpty()) {
          complete = false;
          return;
        }
        topics.add(topic);
        if (bytes.beyond()) {
          complete = i == count - 1;
          return;
        }
      }
    }

    private Topic topic() {
      return switch (api) {
        case PRODUCE -> {
          Topic named = named(version >= 13, version < 13);
          for (int left = fields.count(); left > 0 && !bytes.beyond(); left--) {
            partition(named);
            fields.skipBytes();
            fields.tags();
          }
          fields.tags();
          yield named;
        }
        case FETCH -> {
          Topic named = named(version >= 13, version < 13);
          int rest =
              8 + 4 + (version >= 5 ? 8 : 0) + (version >= 9 ? 4 : 0) + (version >= 12 ? 4 : 0);
          for (int left = fields.count(); left > 0 && !bytes.beyond(); left--) {
            partition(named);
            bytes.skip(rest);
            fields.tags();
          }
          fields.tags();
          yield named;
        }
        case METADATA -> {
          Topic named = named(version >= 10, true);
          fields.tags();
          yield named;
        }
        case CREATE_TOPICS -> {
          Topic named = named(false, true);
          bytes.skip(6);
          for (int left = fields.count(); left > 0 && !bytes.beyond(); left--) {
            bytes.skip(4);
            bytes.skip(4L * fields.count());
            fields.tags();
          }
          for (int left = fields.count(); left > 0 && !bytes.beyond(); left--) {
            fields.text();
            fields.text();
            fields.tags();
          }
          fields.tags();
          yield named;
        }
        case DELETE_TOPICS -> {
          if (version < 6) {
            yield named(false, true);
          }
          String name = fields.text();
          UUID id = fields.id();
          fields.tags();
          yield new Topic(nameOf(name, id), id, new ArrayList<>(0));
        }
        case DELETE_RECORDS -> {
          Topic named = named(false, true);
          for (int left = fields.count(); left > 0 && !bytes.beyond(); left--) {
            partition(named);
            bytes.skip(8);
            fields.tags();
          }
          fields.tags();
          yield named;
        }
        default -> {
          Topic named = named(false, true);
          bytes.skip(4);
          for (int left = fields.count(); left > 0 && !bytes.beyond(); left--) {
            bytes.skip(4L * fields.count());
            fields.tags();
          }
          fields.tags();
          yield named;
        }
      };
    }

    private Topic named(boolean byId, boolean byName) {
      UUID id = byId ? fields.id() : null;
      String name = byName ? fields.text() : "";
      return new Topic(id == null ? name : nameOf(name, id), id, new ArrayList<>(1));
    }

    private String nameOf(String name, UUID id) {
      if (!name.isEmpty()) {
        return name;
      }
      String learned = known.name(id).orElse("");
      complete &= !learned.isEmpty();
      return learned;
    }

    private void partition(Topic topic) {
      int partition = bytes.int32();
      if (topic.partitions.size() < PARTITIONS_MAX && !bytes.beyond()) {
        topic.partitions.add(partition);
      }
    }
  }
}
