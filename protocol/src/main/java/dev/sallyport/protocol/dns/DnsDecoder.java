// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.dns;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * DNS over TCP (RFC 7766): messages behind their length, answers in any order, told apart by their
 * number.
 */
public final class DnsDecoder implements Decoder {
  private static final int NO_ERROR = 0;
  private static final int NO_SUCH_NAME = 3;

  private final int pendingMax;
  private final Consumer<Observation> sink;
  private final Side fromClient;
  private final Side fromServer;
  private final Map<Integer, Long> pending = new LinkedHashMap<>();
  private long streams;
  private boolean finished;
  private String limit = "";
  private Visibility visibility = UNDERSTOOD;

  /** Makes the decoder of a connection on which nothing was read yet. */
  public DnsDecoder(ProtocolLimits limits, Consumer<Observation> sink) {
    this.pendingMax = limits.pipelined();
    this.sink = sink;
    this.fromClient = new Side(limits.messageBytes());
    this.fromServer = new Side(limits.messageBytes());
  }

  @Override
  public Protocol protocol() {
    return Protocol.DNS;
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
    return limit.isEmpty() ? Optional.empty() : Optional.of(limit);
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long nowNanos) {
    Side side = direction == Direction.FROM_CLIENT ? fromClient : fromServer;
    int i = index;
    while (i < index + length && !finished) {
      i = side.take(bytes, i, index + length);
      if (side.tooLong()) {
        finish("DNS message larger than the limit", "messageBytes");
      } else if (side.whole()) {
        DnsMessage message = DnsMessage.read(side.message());
        if (direction == Direction.FROM_CLIENT) {
          query(message, nowNanos);
        } else {
          answer(message, nowNanos);
        }
        side.next();
      }
    }
  }

  @Override
  public void closed(Direction direction, long nowNanos) {}

  private void query(DnsMessage message, long nowNanos) {
    if (message.questions().isEmpty() || message.answer()) {
      finish("DNS message is malformed", "");
      return;
    }
    if (pending.size() == pendingMax || pending.containsKey(message.id())) {
      finish("more DNS questions without an answer than the limit", "pipelined");
      return;
    }
    long stream = streams++;
    pending.put(message.id(), stream);
    sink.accept(
        new Observation.RequestHead(
            stream,
            nowNanos,
            fromClient.position,
            message.questions().getFirst().operation(),
            "",
            ""));
    sink.accept(
        new Observation.RequestEnd(stream, nowNanos, fromClient.position, fromClient.bytes()));
  }

  private void answer(DnsMessage message, long nowNanos) {
    Long stream = message.answer() ? pending.remove(message.id()) : null;
    if (stream == null) {
      finish("DNS answer to no question", "");
      return;
    }
    int code = message.responseCode();
    sink.accept(
        new Observation.ResponseHead(
            stream, nowNanos, fromServer.position, code, code != NO_ERROR && code != NO_SUCH_NAME));
    sink.accept(
        new Observation.ResponseEnd(stream, nowNanos, fromServer.position, fromServer.bytes()));
  }

  private void finish(String why, String limitName) {
    finished = true;
    limit = limitName;
    visibility = Visibility.below(Layer.OPERATION, why);
    fromClient.next();
    fromServer.next();
    pending.clear();
  }

  /** One direction: holds one message until it is whole. */
  private static final class Side {
    private static final byte[] NOTHING = new byte[0];

    private final int bytesMax;
    private final byte[] prefix = new byte[2];
    private int prefixSize;
    private byte[] octets = NOTHING;
    private int size;
    private long position;

    Side(int bytesMax) {
      this.bytesMax = bytesMax;
    }

    /** Takes bytes up to the end of the message; returns the index behind them. */
    int take(ByteBuf bytes, int from, int to) {
      int i = from;
      while (prefixSize < 2 && i < to) {
        prefix[prefixSize++] = bytes.getByte(i++);
        if (prefixSize == 2 && !tooLong()) {
          octets = new byte[length()];
        }
      }
      if (prefixSize == 2 && !tooLong()) {
        int taken = Math.min(octets.length - size, to - i);
        bytes.getBytes(i, octets, size, taken);
        size += taken;
        i += taken;
      }
      position += i - from;
      return i;
    }

    private int length() {
      return (prefix[0] & 0xff) << 8 | (prefix[1] & 0xff);
    }

    boolean tooLong() {
      return prefixSize == 2 && length() > bytesMax;
    }

    boolean whole() {
      return prefixSize == 2 && size == octets.length;
    }

    ByteBuf message() {
      return Unpooled.wrappedBuffer(octets, 0, size);
    }

    int bytes() {
      return size + 2;
    }

    void next() {
      prefixSize = 0;
      octets = NOTHING;
      size = 0;
    }
  }
}
