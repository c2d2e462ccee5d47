// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ExchangeWriter;
import dev.sallyport.protocol.FrameReader;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * AMQP 0-9-1: a method that the broker answers is an exchange with that answer; what is published
 * and what the broker delivers are exchanges of their own, which end with the last byte of the
 * message. A channel or connection that the broker closes fails what was asked on it, with the
 * reply code as status.
 */
public final class AmqpDecoder implements Decoder {
  private static final int METHOD = 1;
  private static final int HEADER = 2;
  private static final int BODY = 3;
  private static final int HEAD_BYTES = 7;
  private static final int FRAME_BYTES_MAX = 128 << 20;
  private static final int CONSUMERS_MAX = 64;

  private static final int CONNECTION_CLOSE = AmqpMethod.id(10, 50);
  private static final int CHANNEL_CLOSE = AmqpMethod.id(20, 40);
  private static final int CONSUME = AmqpMethod.id(60, 20);
  private static final int CONSUME_OK = AmqpMethod.id(60, 21);
  private static final int PUBLISH = AmqpMethod.id(60, 40);
  private static final int DELIVER = AmqpMethod.id(60, 60);
  private static final int GET_OK = AmqpMethod.id(60, 71);
  private static final int GET_EMPTY = AmqpMethod.id(60, 72);

  /** Marks the content that answers a get. */
  private static final MessageOperation GOT = new MessageOperation("get", "", Protocol.AMQP);

  /** One channel of the connection. */
  private static final class Channel {
    private long asked = -1;
    private String consuming = "";
    private @Nullable Content published;
    private @Nullable Content delivered;
  }

  /** A message of which the content is on its way. */
  private static final class Content {
    private final MessageOperation operation;
    private long left = -1;

    Content(MessageOperation operation) {
      this.operation = operation;
    }
  }

  private final ProtocolLimits limits;
  private final ExchangeWriter exchanges;
  private final FrameReader fromClient;
  private final FrameReader fromServer;
  private final IntObjectHashMap<Channel> channels = new IntObjectHashMap<>(4);
  private final Map<String, String> consumers = new HashMap<>(4);
  private boolean greeted;
  private long answeredUpTo;
  private long nowNanos;
  private boolean finished;
  private String limitHit = "";
  private Visibility visibility = UNDERSTOOD;

  /** Makes the decoder of a connection on which nothing was read yet. */
  public AmqpDecoder(ProtocolLimits limits, Consumer<Observation> sink) {
    this.limits = limits;
    this.exchanges = new ExchangeWriter(sink);
    this.fromClient = new FrameReader(this::clientLength, limits.messageBytes(), new Client());
    this.fromServer = new FrameReader(AmqpDecoder::length, limits.messageBytes(), new Server());
  }

  @Override
  public Protocol protocol() {
    return Protocol.AMQP;
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
    return limitHit.isEmpty() ? Optional.empty() : Optional.of(limitHit);
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long atNanos) {
    nowNanos = atNanos;
    (direction == Direction.FROM_CLIENT ? fromClient : fromServer).read(bytes, index, length);
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  /** The client's first eight bytes are no frame but name the version. */
  private long clientLength(byte[] start, int size) {
    return greeted ? length(start, size) : size < 8 ? 0 : 8;
  }

  static long length(byte[] start, int size) {
    if (size < HEAD_BYTES) {
      return 0;
    }
    int content = new FrameBytes(start, 3, HEAD_BYTES).int32();
    return content < 0 || content > FRAME_BYTES_MAX ? -1 : HEAD_BYTES + (long) content + 1;
  }

  private void finish(String reason) {
    if (!finished) {
      finished = true;
      channels.clear();
      visibility = Visibility.below(Layer.OPERATION, reason);
    }
  }

  private @Nullable Channel channel(int number) {
    Channel channel = channels.get(number);
    if (channel == null) {
      if (channels.size() >= limits.streams()) {
        limitHit = "streams";
        finish("more channels than the limit");
        return null;
      }
      channel = new Channel();
      channels.put(number, channel);
    }
    return channel;
  }

  private final class Client implements FrameReader.Owner {
    @Override
    public void frame(byte[] start, int held, long length, long offset) {
      if (!greeted) {
        greeted = true;
        if (start[4] != 0 || start[5] != 0 || start[6] != 9 || start[7] != 1) {
          finish("AMQP of another version than 0-9-1 is not decoded");
        }
        return;
      }
      FrameBytes bytes = new FrameBytes(start, 1, held);
      Channel channel = channel(bytes.uint16());
      bytes.skip(4);
      if (channel == null) {
        return;
      }
      switch (start[0]) {
        case METHOD -> method(channel, bytes, offset);
        case HEADER -> header(channel, bytes, offset);
        case BODY -> body(channel, length - HEAD_BYTES - 1, offset);
        default -> {}
      }
    }

    private void method(Channel channel, FrameBytes bytes, long offset) {
      int id = bytes.int32();
      AmqpMethod method = AmqpMethod.asked(id);
      if (method == null) {
        return;
      }
      String destination = Destination.of(method.destination(bytes));
      MessageOperation operation = new MessageOperation(method.verb(), destination, Protocol.AMQP);
      if (id == PUBLISH) {
        channel.published = new Content(operation);
        return;
      }
      if (id == CONSUME) {
        channel.consuming = destination;
      }
      // Who asks again without an answer had said that it waits for none.
      if (channel.asked >= 0) {
        exchanges.answered(channel.asked, 0, answeredUpTo, nowNanos);
      }
      channel.asked = exchanges.asked(operation, offset, nowNanos);
    }

    private void header(Channel channel, FrameBytes bytes, long offset) {
      Content content = channel.published;
      if (content != null) {
        bytes.skip(4);
        content.left = bytes.int64();
        body(channel, 0, offset);
      }
    }

    private void body(Channel channel, long size, long offset) {
      Content content = channel.published;
      if (content == null) {
        return;
      }
      content.left -= size;
      if (content.left <= 0) {
        channel.published = null;
        exchanges.sent(content.operation, offset, nowNanos);
      }
    }

    @Override
    public void malformed() {
      finish("AMQP frame is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }

  private final class Server implements FrameReader.Owner {
    @Override
    public void frame(byte[] start, int held, long length, long offset) {
      if (start[0] == 'A' && start[1] == 'M') {
        finish("AMQP server refused the version");
        return;
      }
      FrameBytes bytes = new FrameBytes(start, 1, held);
      Channel channel = channel(bytes.uint16());
      bytes.skip(4);
      if (channel == null) {
        return;
      }
      switch (start[0]) {
        case METHOD -> method(channel, bytes, offset);
        case HEADER -> header(channel, bytes, offset);
        case BODY -> body(channel, length - HEAD_BYTES - 1, offset);
        default -> {}
      }
    }

    private void method(Channel channel, FrameBytes bytes, long offset) {
      int id = bytes.int32();
      if (id == CONNECTION_CLOSE || id == CHANNEL_CLOSE) {
        answered(channel, bytes.uint16(), offset);
      } else if (id == DELIVER) {
        String queue = consumers.getOrDefault(bytes.text(bytes.uint8()), "");
        channel.delivered = new Content(new MessageOperation("deliver", queue, Protocol.AMQP));
      } else if (id == CONSUME_OK) {
        consumes(bytes.text(bytes.uint8()), channel.consuming);
        answered(channel, 0, offset);
      } else if (id == GET_OK) {
        channel.delivered = new Content(GOT);
      } else if (id == GET_EMPTY || AmqpMethod.answers(id)) {
        answered(channel, 0, offset);
      }
    }

    private void consumes(String tag, String queue) {
      if (consumers.size() < CONSUMERS_MAX) {
        consumers.put(tag, queue);
      } else {
        limitHit = "consumers";
      }
    }

    private void header(Channel channel, FrameBytes bytes, long offset) {
      Content content = channel.delivered;
      if (content != null) {
        bytes.skip(4);
        content.left = bytes.int64();
        body(channel, 0, offset);
      }
    }

    private void body(Channel channel, long size, long offset) {
      Content content = channel.delivered;
      if (content == null) {
        return;
      }
      content.left -= size;
      if (content.left > 0) {
        return;
      }
      channel.delivered = null;
      if (content.operation.equals(GOT)) {
        answered(channel, 0, offset);
      } else {
        answeredUpTo = offset;
        exchanges.delivered(content.operation, offset, nowNanos);
      }
    }

    private void answered(Channel channel, int status, long offset) {
      if (channel.asked >= 0) {
        answeredUpTo = offset;
        exchanges.answered(channel.asked, status, offset, nowNanos);
        channel.asked = -1;
      }
    }

    @Override
    public void malformed() {
      finish("AMQP frame is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }
}
