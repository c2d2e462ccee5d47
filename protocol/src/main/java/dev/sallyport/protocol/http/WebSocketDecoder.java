// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.Decoder;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * WebSocket after its handshake: counts the messages of both sides and hands them to whoever looks
 * into content. The exchange they belong to is the handshake.
 */
final class WebSocketDecoder implements Decoder {
  private final Consumer<Observation> sink;
  private final ContentListener listener;
  private final long stream;
  private final WebSocketFrames fromClient;
  private final WebSocketFrames fromServer;
  private Visibility visibility = UNDERSTOOD;
  private boolean finished;
  private long nowNanos;

  /**
   * Makes the decoder of what follows a handshake.
   *
   * @param stream number of the handshake's exchange
   * @param extensions what the answer says about extensions, in lower case
   */
  WebSocketDecoder(
      Consumer<Observation> sink, ContentListener listener, long stream, String extensions) {
    boolean compression = extensions.contains("permessage-deflate");
    this.sink = sink;
    this.listener = listener;
    this.stream = stream;
    this.fromClient = new WebSocketFrames(new Side(Direction.FROM_CLIENT), true, compression);
    this.fromServer = new WebSocketFrames(new Side(Direction.FROM_SERVER), false, compression);
  }

  @Override
  public Protocol protocol() {
    return Protocol.WEBSOCKET;
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
  public boolean exchangesOver() {
    return true;
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long atNanos) {
    if (!finished) {
      nowNanos = atNanos;
      (direction == Direction.FROM_CLIENT ? fromClient : fromServer).read(bytes, index, length);
    }
  }

  @Override
  public long boundary(Direction of) {
    return Long.MAX_VALUE;
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  /** One direction. */
  private final class Side implements WebSocketFrames.Owner {
    private final Direction direction;

    Side(Direction direction) {
      this.direction = direction;
    }

    @Override
    public void start(boolean text, boolean deflated) {
      listener.message(direction, stream, text, deflated);
    }

    @Override
    public void data(ByteBuf bytes, int index, int length) {
      listener.body(direction, stream, bytes, index, length);
    }

    @Override
    public void end(long bytes) {
      listener.ended(direction, stream, nowNanos);
      sink.accept(new Observation.MessageSeen(stream, nowNanos, direction, bytes));
    }

    @Override
    public void malformed() {
      finished = true;
      visibility = Visibility.below(Layer.PAYLOAD, "WebSocket frame is malformed");
      listener.lost();
    }

    @Override
    public boolean wantsData() {
      return listener != ContentListener.NONE;
    }
  }
}
