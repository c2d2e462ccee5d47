// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.model.Direction;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.checkpoint.Call;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.FramedCheckpoint;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.gate.Denial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets packets of MQTT pass one by one. A refused one is dropped and answered with <em>not
 * authorized</em>; a publication of a version that has no such answer is dropped silently where
 * none is expected, and ends the connection where one is, as its specification demands.
 */
public final class MqttCheckpoint extends FramedCheckpoint {
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int SUBSCRIBE = 8;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int FAILURE = 0x80;
  private static final int TOPIC_BYTES = 1024;
  private static final byte[] NOTHING = new byte[0];

  private final CheckpointLimits limits;

  /** Topics by the numbers that a client of version 5 gave them. */
  private final Map<Integer, String> aliases = new HashMap<>(0);

  private int version = 4;

  /** Makes the checkpoint of a connection on which nothing was read yet. */
  public MqttCheckpoint(CheckpointLimits limits, Passage passage) {
    super(passage);
    this.limits = limits;
  }

  @Override
  protected long length(Direction direction, byte[] start, int size) {
    return MqttDecoder.length(start, size);
  }

  @Override
  protected int wanted(Direction direction, byte[] start, int size, long length) {
    int most =
        direction == Direction.FROM_SERVER
            ? size
            : (start[0] & 0xf0) >> 4 == PUBLISH ? TOPIC_BYTES : limits.callBytes();
    return (int) Math.min(most, length);
  }

  @Override
  protected void frame(Direction direction, byte[] start, int held, long length, long end) {
    if (direction == Direction.FROM_SERVER) {
      return;
    }
    FrameBytes bytes = MqttDecoder.content(start, held);
    switch ((start[0] & 0xf0) >> 4) {
      case CONNECT -> {
        bytes.text(bytes.uint16());
        version = bytes.uint8();
        ask(List.of(part("connect", "", true)), true, true, end, this::noConnection);
      }
      case PUBLISH -> publish(start[0], bytes, end);
      case SUBSCRIBE -> subscribe(bytes, held == length, end);
      default -> {}
    }
  }

  private static Call.Part part(String verb, String topic, boolean incidental) {
    return new Call.Part(
        new MessageOperation(verb, Destination.of(topic), Protocol.MQTT), incidental);
  }

  private void publish(byte flags, FrameBytes bytes, long end) {
    String topic = bytes.text(bytes.uint16());
    int quality = (flags & 6) >> 1;
    int id = quality > 0 ? bytes.uint16() : 0;
    boolean known = !bytes.beyond();
    if (version == 5) {
      topic = aliased(topic, bytes);
      known &= !topic.isEmpty() && !bytes.beyond();
    }
    ask(
        List.of(part("publish", topic, false)),
        true,
        known,
        end,
        why -> noPublication(quality, id));
  }

  /** A number may stand for a topic that was named before. */
  private String aliased(String topic, FrameBytes bytes) {
    int left = bytes.varint();
    int behind = bytes.left() - left;
    while (!bytes.beyond() && bytes.left() > behind) {
      int property = bytes.uint8();
      switch (property) {
        case 0x23 -> {
          int alias = bytes.uint16();
          if (topic.isEmpty()) {
            return aliases.getOrDefault(alias, "");
          }
          if (aliases.size() < limits.names()) {
            aliases.put(alias, topic);
          }
          return topic;
        }
        case 0x01 -> bytes.skip(1);
        case 0x02 -> bytes.skip(4);
        case 0x0b -> bytes.varint();
        case 0x26 -> {
          bytes.skip(bytes.uint16());
          bytes.skip(bytes.uint16());
        }
        default -> bytes.skip(bytes.uint16());
      }
    }
    return topic;
  }

  private byte[] noPublication(int quality, int id) {
    if (version == 5 && quality > 0) {
      int type = quality == 1 ? 0x40 : 0x50;
      answer(new byte[] {(byte) type, 3, (byte) (id >> 8), (byte) id, (byte) NOT_AUTHORIZED});
    } else if (quality > 0) {
      end();
    }
    return NOTHING;
  }

  private void subscribe(FrameBytes bytes, boolean whole, long end) {
    int id = bytes.uint16();
    if (version == 5) {
      bytes.skip(bytes.varint());
    }
    List<Call.Part> parts = new ArrayList<>(1);
    int filters = 0;
    while (bytes.left() > 0 && !bytes.beyond()) {
      Call.Part part = part("subscribe", bytes.text(bytes.uint16()), false);
      bytes.skip(1);
      filters++;
      if (!parts.contains(part) && parts.size() < limits.names()) {
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      lost("MQTT packet is malformed");
      return;
    }
    boolean all = whole && !bytes.beyond() && parts.size() < limits.names();
    int count = filters;
    ask(parts, true, all, end, why -> noSubscription(id, count));
  }

  /** All filters of a packet are refused when one of them is. */
  private byte[] noSubscription(int id, int filters) {
    int properties = version == 5 ? 1 : 0;
    int content = 2 + properties + filters;
    byte[] answer = new byte[1 + size(content) + content];
    int i = 0;
    answer[i++] = (byte) 0x90;
    int left = content;
    do {
      int more = left >> 7;
      answer[i++] = (byte) (left & 0x7f | (more > 0 ? 0x80 : 0));
      left = more;
    } while (left > 0);
    answer[i++] = (byte) (id >> 8);
    answer[i++] = (byte) id;
    i += properties;
    Arrays.fill(answer, i, i + filters, (byte) (version == 5 ? NOT_AUTHORIZED : FAILURE));
    answer(answer);
    return NOTHING;
  }

  private static int size(int number) {
    return number < 128 ? 1 : number < 16_384 ? 2 : number < 2_097_152 ? 3 : 4;
  }

  private byte[] noConnection(Denial why) {
    answer(
        version == 5
            ? new byte[] {0x20, 3, 0, (byte) NOT_AUTHORIZED, 0}
            : new byte[] {0x20, 2, 0, 5});
    end();
    return NOTHING;
  }
}
