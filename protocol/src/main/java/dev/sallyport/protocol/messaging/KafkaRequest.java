// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Protocol;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The start of a Kafka request ("A Guide To The Kafka Protocol" and its message definitions).
 *
 * @param api what is asked
 * @param version version of the message
 * @param correlation number that the answer repeats
 * @param destination topics or group, as they may stand in a name
 * @param answered whether an answer will come; none does for what is produced without
 *     acknowledgement
 */
record KafkaRequest(
    KafkaApi api, int version, int correlation, String destination, boolean answered) {
  private static final int TOPICS_MAX = 64;
  private static final int KEY_MAX = 200;
  private static final int VERSION_MAX = 40;

  MessageOperation operation() {
    return new MessageOperation(api.verb(), destination, Protocol.KAFKA);
  }

  /** What the requests of one connection have in common. */
  static final class Reader {
    private final KafkaTopics topics;
    private final Set<String> fetched = new LinkedHashSet<>(4);

    Reader(KafkaTopics topics) {
      this.topics = topics;
    }

    /** Returns the request of a frame; null when it is none. */
    @Nullable KafkaRequest read(byte[] frame, int held) {
      FrameBytes bytes = new FrameBytes(frame, 4, held);
      int key = bytes.int16();
      int version = bytes.int16();
      int correlation = bytes.int32();
      if (bytes.beyond() || key < 0 || key > KEY_MAX || version < 0 || version > VERSION_MAX) {
        return null;
      }
      KafkaApi api = KafkaApi.of(key);
      bytes.text(Math.max(0, bytes.int16()));
      KafkaFields fields = new KafkaFields(bytes, api.compact(version));
      fields.tags();
      boolean answered = true;
      String destination = "";
      switch (api) {
        case PRODUCE -> {
          if (version >= 3) {
            fields.text();
          }
          answered = bytes.int16() != 0;
          bytes.skip(4);
          destination = produced(fields, version);
        }
        case FETCH -> destination = fetched(fields, version);
        case JOIN_GROUP,
            HEARTBEAT,
            LEAVE_GROUP,
            SYNC_GROUP,
            OFFSET_COMMIT,
            CONSUMER_GROUP_HEARTBEAT ->
            destination = group(fields.text());
        case OFFSET_FETCH -> {
          if (version >= 8) {
            fields.count();
          }
          destination = group(fields.text());
        }
        case CREATE_TOPICS -> destination = fields.count() > 0 ? Destination.of(fields.text()) : "";
        default -> {}
      }
      return new KafkaRequest(api, version, correlation, destination, answered);
    }

    private static String group(String name) {
      return name.isEmpty() ? "" : "group " + Destination.of(name);
    }

    private String produced(KafkaFields fields, int version) {
      Set<String> names = new LinkedHashSet<>(2);
      int count = fields.count();
      int read = 0;
      while (read < Math.min(count, TOPICS_MAX)) {
        String name = topic(fields, version >= 13);
        if (fields.raw().beyond()) {
          break;
        }
        names.add(name);
        read++;
        for (int partitions = fields.count(); partitions > 0; partitions--) {
          fields.raw().skip(4);
          fields.skipBytes();
          fields.tags();
          if (fields.raw().beyond()) {
            return Destination.of(names, read < count);
          }
        }
        fields.tags();
      }
      return Destination.of(names, read < count);
    }

    /**
     * A fetch says only what changed since the one before it, so what was fetched stays. What is no
     * longer fetched stays too: naming it once too often beats losing it.
     */
    private String fetched(KafkaFields fields, int version) {
      FrameBytes bytes = fields.raw();
      bytes.skip(version >= 15 ? 8 : 12);
      bytes.skip((version >= 3 ? 4 : 0) + (version >= 4 ? 1 : 0));
      int session = version >= 7 ? bytes.int32() : 0;
      int epoch = version >= 7 ? bytes.int32() : 0;
      if (session == 0 || epoch <= 0) {
        fetched.clear();
      }
      int partition =
          4 + 8 + 4 + (version >= 5 ? 8 : 0) + (version >= 9 ? 4 : 0) + (version >= 12 ? 4 : 0);
      for (int count = Math.min(fields.count(), TOPICS_MAX); count > 0; count--) {
        String name = topic(fields, version >= 13);
        if (bytes.beyond()) {
          break;
        }
        if (fetched.size() < TOPICS_MAX) {
          fetched.add(name);
        }
        for (int partitions = fields.count(); partitions > 0 && !bytes.beyond(); partitions--) {
          bytes.skip(partition);
          fields.tags();
        }
        fields.tags();
      }
      return Destination.of(fetched, false);
    }

    /** An id of which the name was never seen stands for itself. */
    private String topic(KafkaFields fields, boolean byId) {
      if (!byId) {
        return fields.text();
      }
      UUID id = fields.id();
      return topics.name(id).orElse("{id}");
    }
  }
}
