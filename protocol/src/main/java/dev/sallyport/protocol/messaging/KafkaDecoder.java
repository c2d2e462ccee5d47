// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ExchangeWriter;
import dev.sallyport.protocol.FrameReader;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Kafka: each request with its answer is an exchange, named by what is asked and the topics or the
 * group it is asked of. An error code in the answer makes it fail, with that code as status.
 */
public final class KafkaDecoder implements Decoder {
  private static final int FRAME_BYTES_MAX = 512 << 20;

  private record Asked(KafkaRequest request, long stream) {}

  private final ProtocolLimits limits;
  private final KafkaTopics topics;
  private final KafkaRequest.Reader requests;
  private final ExchangeWriter exchanges;
  private final KafkaValues values;
  private final FrameReader fromClient;
  private final FrameReader fromServer;
  private final ArrayDeque<Asked> pending = new ArrayDeque<>(8);
  private long nowNanos;
  private boolean finished;
  private boolean limitHit;
  private Visibility visibility = UNDERSTOOD;

  /**
   * Makes the decoder of a connection on which nothing was read yet.
   *
   * @param listener receives values where it wants any
   */
  public KafkaDecoder(
      ProtocolLimits limits,
      KafkaTopics topics,
      Consumer<Observation> sink,
      ContentListener listener) {
    this.limits = limits;
    this.topics = topics;
    this.requests = new KafkaRequest.Reader(topics);
    this.values = new KafkaValues(listener, topics);
    this.exchanges = new ExchangeWriter(sink, this::ended);
    int held = values.wanted() ? limits.valueBytes() : limits.messageBytes();
    this.fromClient = new FrameReader(KafkaDecoder::length, held, new Client());
    this.fromServer = new FrameReader(KafkaDecoder::length, held, new Server());
  }

  private void ended(long of) {
    values.ended(of);
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
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
    values.flush();
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  private static long length(byte[] start, int size) {
    if (size < 4) {
      return 0;
    }
    int length = new FrameBytes(start, 0, 4).int32();
    return length < 4 || length > FRAME_BYTES_MAX ? -1 : 4L + length;
  }

  private void finish(String reason) {
    if (!finished) {
      finished = true;
      pending.clear();
      visibility = Visibility.below(Layer.OPERATION, reason);
    }
  }

  private final class Client implements FrameReader.Owner {
    @Override
    public void frame(byte[] start, int held, long length, long offset) {
      KafkaRequest request = requests.read(start, held);
      if (request != null) {
        values.request(exchanges.next(), request, start, held, held == length);
      }
      if (request == null) {
        finish("Kafka request is malformed");
      } else if (!request.answered()) {
        exchanges.sent(request.operation(), offset, nowNanos);
      } else if (pending.size() == limits.pipelined()) {
        limitHit = true;
        finish("more unanswered requests than the limit");
      } else {
        pending.add(new Asked(request, exchanges.asked(request.operation(), offset, nowNanos)));
      }
    }

    @Override
    public void malformed() {
      finish("Kafka request is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }

  private final class Server implements FrameReader.Owner {
    @Override
    public void frame(byte[] start, int held, long length, long offset) {
      Asked asked = pending.poll();
      int correlation = new FrameBytes(start, 4, held).int32();
      if (asked == null || asked.request.correlation() != correlation) {
        finish("answer does not fit the request");
        return;
      }
      KafkaAnswer.learn(asked.request, start, held, topics);
      values.answer(asked.stream, asked.request, start, held, held == length);
      int status = KafkaAnswer.status(asked.request, start, held);
      exchanges.answered(asked.stream, status, offset, nowNanos);
    }

    @Override
    public void malformed() {
      finish("Kafka answer is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }
}
