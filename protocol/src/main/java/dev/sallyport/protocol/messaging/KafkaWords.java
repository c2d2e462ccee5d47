// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Answers of a broker that refuses (the message definitions of Kafka). */
final class KafkaWords {
  private static final int TOPIC_REFUSED = 29;
  private static final int GROUP_REFUSED = 30;
  private static final int CLUSTER_REFUSED = 31;
  private static final int SESSION_NOT_FOUND = 70;
  private static final UUID NO_ID = new UUID(0, 0);

  private final KafkaCall call;
  private final String message;
  private final boolean compact;
  private final ByteBuf out = Unpooled.buffer(128);

  private KafkaWords(KafkaCall call, String message) {
    this.call = call;
    this.message = message;
    this.compact = call.api().compact(call.version());
  }

  /** Returns a request that every broker answers in its turn and that changes nothing. */
  static byte[] harmless(int correlation) {
    ByteBuf request = Unpooled.buffer(14);
    request.writeInt(10).writeShort(18).writeShort(0).writeInt(correlation).writeShort(-1);
    return ByteBufUtil.getBytes(request);
  }

  /**
   * Returns the answer to a call that is refused; empty where its form is not known.
   *
   * @param call what is refused
   * @param message why
   * @param refused says of each topic whether it is why
   */
  static Optional<byte[]> answer(
      KafkaCall call, String message, Predicate<KafkaCall.Topic> refused) {
    KafkaWords words = new KafkaWords(call, message);
    words.out.writeInt(0).writeInt(call.correlation());
    words.tags();
    if (!words.body(refused)) {
      return Optional.empty();
    }
    words.tags();
    words.out.setInt(0, words.out.readableBytes() - 4);
    return Optional.of(ByteBufUtil.getBytes(words.out));
  }

  private boolean body(Predicate<KafkaCall.Topic> refused) {
    // What is not refused itself may be tried again without the rest.
    ToIntFunction<KafkaCall.Topic> leaderElsewhere = each -> refused.test(each) ? TOPIC_REFUSED : 6;
    ToIntFunction<KafkaCall.Topic> timedOut = each -> refused.test(each) ? TOPIC_REFUSED : 7;
    ToIntFunction<KafkaCall.Topic> nothingNew = each -> refused.test(each) ? TOPIC_REFUSED : 0;
    switch (call.api()) {
      case PRODUCE -> produced(leaderElsewhere);
      case FETCH -> fetched(nothingNew);
      case METADATA -> described(timedOut);
      case CREATE_TOPICS -> created(timedOut);
      case DELETE_TOPICS -> deleted(timedOut);
      case DELETE_RECORDS -> recordsDeleted(timedOut);
      case CREATE_PARTITIONS -> partitionsCreated(timedOut);
      default -> {
        return other();
      }
    }
    return true;
  }

  private int version() {
    return call.version();
  }

  private void produced(ToIntFunction<KafkaCall.Topic> code) {
    count(call.topics().size());
    for (KafkaCall.Topic topic : call.topics()) {
      nameOrId(topic, version() >= 13);
      count(topic.partitions().size());
      for (int partition : topic.partitions()) {
        out.writeInt(partition).writeShort(code.applyAsInt(topic)).writeLong(-1);
        if (version() >= 2) {
          out.writeLong(-1);
        }
        if (version() >= 5) {
          out.writeLong(-1);
        }
        if (version() >= 8) {
          count(0);
          text(message);
        }
        tags();
      }
      tags();
    }
    throttle(1);
  }

  private void fetched(ToIntFunction<KafkaCall.Topic> code) {
    throttle(1);
    if (version() >= 7) {
      // Who goes on is made to ask anew, for all of it.
      out.writeShort(call.goesOn() ? SESSION_NOT_FOUND : 0).writeInt(0);
    }
    count(call.goesOn() ? 0 : call.topics().size());
    for (KafkaCall.Topic topic : call.topics()) {
      if (call.goesOn()) {
        break;
      }
      nameOrId(topic, version() >= 13);
      count(topic.partitions().size());
      for (int partition : topic.partitions()) {
        out.writeInt(partition).writeShort(code.applyAsInt(topic)).writeLong(-1);
        if (version() >= 4) {
          out.writeLong(-1);
        }
        if (version() >= 5) {
          out.writeLong(-1);
        }
        if (version() >= 4) {
          count(0);
        }
        if (version() >= 11) {
          out.writeInt(-1);
        }
        count(0);
        tags();
      }
      tags();
    }
  }

  private void described(ToIntFunction<KafkaCall.Topic> code) {
    throttle(3);
    count(0);
    if (version() >= 2) {
      noText();
    }
    if (version() >= 1) {
      out.writeInt(-1);
    }
    count(call.topics().size());
    for (KafkaCall.Topic topic : call.topics()) {
      out.writeShort(code.applyAsInt(topic));
      text(topic.name());
      if (version() >= 10) {
        id(topic);
      }
      if (version() >= 1) {
        out.writeByte(0);
      }
      count(0);
      if (version() >= 8) {
        out.writeInt(Integer.MIN_VALUE);
      }
      tags();
    }
    if (version() >= 8 && version() <= 10) {
      out.writeInt(Integer.MIN_VALUE);
    }
    if (version() >= 13) {
      out.writeShort(CLUSTER_REFUSED);
    }
  }

  private void created(ToIntFunction<KafkaCall.Topic> code) {
    throttle(2);
    count(call.topics().size());
    for (KafkaCall.Topic topic : call.topics()) {
      text(topic.name());
      if (version() >= 7) {
        id(topic);
      }
      out.writeShort(code.applyAsInt(topic));
      if (version() >= 1) {
        text(message);
      }
      if (version() >= 5) {
        out.writeInt(-1).writeShort(-1);
        count(0);
      }
      tags();
    }
  }

  private void deleted(ToIntFunction<KafkaCall.Topic> code) {
    throttle(1);
    count(call.topics().size());
    for (KafkaCall.Topic topic : call.topics()) {
      if (version() >= 6 && topic.name().isEmpty()) {
        noText();
      } else {
        text(topic.name());
      }
      if (version() >= 6) {
        id(topic);
      }
      out.writeShort(code.applyAsInt(topic));
      if (version() >= 5) {
        text(message);
      }
      tags();
    }
  }

  private void recordsDeleted(ToIntFunction<KafkaCall.Topic> code) {
    throttle(0);
    count(call.topics().size());
    for (KafkaCall.Topic topic : call.topics()) {
      text(topic.name());
      count(topic.partitions().size());
      for (int partition : topic.partitions()) {
        out.writeInt(partition).writeLong(-1).writeShort(code.applyAsInt(topic));
        tags();
      }
      tags();
    }
  }

  private void partitionsCreated(ToIntFunction<KafkaCall.Topic> code) {
    throttle(0);
    count(call.topics().size());
    for (KafkaCall.Topic topic : call.topics()) {
      text(topic.name());
      out.writeShort(code.applyAsInt(topic));
      text(message);
      tags();
    }
  }

  private boolean other() {
    switch (call.api()) {
      case INIT_PRODUCER_ID -> {
        throttle(0);
        out.writeShort(CLUSTER_REFUSED).writeLong(-1).writeShort(-1);
        if (version() >= 6) {
          out.writeLong(-1).writeShort(-1);
        }
      }
      case HEARTBEAT -> {
        throttle(1);
        out.writeShort(GROUP_REFUSED);
      }
      case LEAVE_GROUP -> {
        throttle(1);
        out.writeShort(GROUP_REFUSED);
        if (version() >= 3) {
          count(0);
        }
      }
      case SYNC_GROUP -> {
        throttle(1);
        out.writeShort(GROUP_REFUSED);
        if (version() >= 5) {
          noText();
          noText();
        }
        count(0);
      }
      case JOIN_GROUP -> joined();
      case CONSUMER_GROUP_HEARTBEAT -> {
        throttle(0);
        out.writeShort(GROUP_REFUSED);
        text(message);
        noText();
        out.writeInt(0).writeInt(0).writeByte(-1);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void joined() {
    throttle(2);
    out.writeShort(GROUP_REFUSED).writeInt(-1);
    if (version() >= 7) {
      noText();
      noText();
    } else {
      text("");
    }
    text("");
    if (version() >= 9) {
      out.writeByte(0);
    }
    text("");
    count(0);
  }

  private void throttle(int from) {
    if (version() >= from) {
      out.writeInt(0);
    }
  }

  private void nameOrId(KafkaCall.Topic topic, boolean byId) {
    if (byId) {
      id(topic);
    } else {
      text(topic.name());
    }
  }

  private void id(KafkaCall.Topic topic) {
    UUID id = topic.id() == null ? NO_ID : topic.id();
    out.writeLong(id.getMostSignificantBits()).writeLong(id.getLeastSignificantBits());
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (compact) {
      varint(bytes.length + 1);
    } else {
      out.writeShort(bytes.length);
    }
    out.writeBytes(bytes);
  }

  private void noText() {
    if (compact) {
      varint(0);
    } else {
      out.writeShort(-1);
    }
  }

  /** Begins an array, or bytes. */
  private void count(int count) {
    if (compact) {
      varint(count + 1);
    } else {
      out.writeInt(count);
    }
  }

  private void tags() {
    if (compact) {
      out.writeByte(0);
    }
  }

  private void varint(int number) {
    int left = number;
    while (left > 0x7f) {
      out.writeByte(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.writeByte(left);
  }
}
