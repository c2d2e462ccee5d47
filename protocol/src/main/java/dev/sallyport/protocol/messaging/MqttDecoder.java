// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ExchangeWriter;
import dev.sallyport.protocol.FrameReader;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * MQTT 3.1, 3.1.1 and 5 (OASIS): connecting, subscribing and publishing with acknowledgement are
 * exchanges with the answer that belongs to them; what is published without, and what the server
 * delivers, are exchanges of their own. Levels of topics that look like values are templated.
 */
public final class MqttDecoder implements Decoder {
  private static final int CONNECT = 1;
  private static final int CONNECT_ANSWER = 2;
  private static final int PUBLISH = 3;
  private static final int PUBLISH_ANSWER = 4;
  private static final int PUBLISH_RECEIVED = 5;
  private static final int SUBSCRIBE = 8;
  private static final int SUBSCRIBE_ANSWER = 9;
  private static final int UNSUBSCRIBE = 10;
  private static final int UNSUBSCRIBE_ANSWER = 11;
  private static final int REFUSED = 0x80;
  private static final int NO_ID = -1;

  private final ProtocolLimits limits;
  private final ExchangeWriter exchanges;
  private final FrameReader fromClient;
  private final FrameReader fromServer;

  /** Exchanges without their answer by packet id; that of connecting has {@link #NO_ID}. */
  private final IntObjectHashMap<Long> pending = new IntObjectHashMap<>(4);

  private int version = 4;
  private long nowNanos;
  private boolean finished;
  private boolean limitHit;
  private Visibility visibility = UNDERSTOOD;

  /** Makes the decoder of a connection on which nothing was read yet. */
  public MqttDecoder(ProtocolLimits limits, Consumer<Observation> sink) {
    this.limits = limits;
    this.exchanges = new ExchangeWriter(sink);
    this.fromClient = new FrameReader(MqttDecoder::length, limits.messageBytes(), new Client());
    this.fromServer = new FrameReader(MqttDecoder::length, limits.messageBytes(), new Server());
  }

  @Override
  public Protocol protocol() {
    return Protocol.MQTT;
  }

  @Override
  public Visibility visibility() {
    return visibility;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public Optional<String> limitHit() {
    return limitHit ? Optional.of("pipelined") : Optional.empty();
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long atNanos) {
    nowNanos = atNanos;
    (direction == Direction.FROM_CLIENT ? fromClient : fromServer).read(bytes, index, length);
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  /** A type, then a length of one to four bytes, seven bits each. */
  static long length(byte[] start, int size) {
    long length = 0;
    for (int i = 1; i < 5; i++) {
      if (i >= size) {
        return 0;
      }
      length |= (start[i] & 0x7fL) << 7 * (i - 1);
      if (start[i] >= 0) {
        return (start[0] & 0xf0) == 0 ? -1 : 1 + i + length;
      }
    }
    return -1;
  }

  static FrameBytes content(byte[] start, int held) {
    int head = 1;
    while (start[head] < 0) {
      head++;
    }
    return new FrameBytes(start, head + 1, held);
  }

  private void finish(String reason) {
    if (!finished) {
      finished = true;
      pending.clear();
      visibility = Visibility.below(Layer.OPERATION, reason);
    }
  }

  private static Operation operation(String verb, String topic) {
    return new MessageOperation(verb, Destination.of(topic), Protocol.MQTT);
  }

  private void ask(Operation operation, int id, long offset) {
    if (pending.size() >= limits.pipelined()) {
      limitHit = true;
      finish("more unanswered messages than the limit");
    } else {
      pending.put(id, Long.valueOf(exchanges.asked(operation, offset, nowNanos)));
    }
  }

  private final class Client implements FrameReader.Owner {
    @Override
    public void frame(byte[] start, int held, long length, long offset) {
      FrameBytes bytes = content(start, held);
      switch ((start[0] & 0xf0) >> 4) {
        case CONNECT -> {
          bytes.text(bytes.uint16());
          version = bytes.uint8();
          ask(operation("connect", ""), NO_ID, offset);
        }
        case PUBLISH -> {
          Operation publish = operation("publish", bytes.text(bytes.uint16()));
          if ((start[0] & 6) == 0) {
            exchanges.sent(publish, offset, nowNanos);
          } else {
            ask(publish, bytes.uint16(), offset);
          }
        }
        case SUBSCRIBE -> {
          int id = bytes.uint16();
          if (version == 5) {
            bytes.skip(bytes.varint());
          }
          ask(operation("subscribe", bytes.text(bytes.uint16())), id, offset);
        }
        case UNSUBSCRIBE -> {
          int id = bytes.uint16();
          if (version == 5) {
            bytes.skip(bytes.varint());
          }
          ask(operation("unsubscribe", bytes.text(bytes.uint16())), id, offset);
        }
        // Acknowledgements, pings and the farewell are no exchanges.
        default -> {}
      }
    }

    @Override
    public void malformed() {
      finish("MQTT packet is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }

  private final class Server implements FrameReader.Owner {
    @Override
    public void frame(byte[] start, int held, long length, long offset) {
      FrameBytes bytes = content(start, held);
      switch ((start[0] & 0xf0) >> 4) {
        case CONNECT_ANSWER -> {
          bytes.skip(1);
          answered(NO_ID, bytes.uint8(), offset);
        }
        case PUBLISH -> {
          String topic = bytes.text(bytes.uint16());
          exchanges.delivered(operation("deliver", topic), offset, nowNanos);
        }
        case PUBLISH_ANSWER, PUBLISH_RECEIVED -> {
          int id = bytes.uint16();
          answered(id, refusal(bytes.left() > 0 ? bytes.uint8() : 0), offset);
        }
        case SUBSCRIBE_ANSWER, UNSUBSCRIBE_ANSWER -> {
          int id = bytes.uint16();
          if (version == 5) {
            bytes.skip(bytes.varint());
          }
          answered(id, refusal(bytes.left() > 0 ? bytes.uint8() : 0), offset);
        }
        default -> {}
      }
    }

    private int refusal(int code) {
      return code >= REFUSED ? code : 0;
    }

    private void answered(int id, int status, long offset) {
      Long stream = pending.remove(id);
      if (stream != null) {
        exchanges.answered(stream, status, offset, nowNanos);
      }
    }

    @Override
    public void malformed() {
      finish("MQTT packet is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }
}
