// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.gate.Gate;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.IntObjectHashMap;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a connection of HTTP/2 stands at its gate: all that the parts of the gate share. */
final class Http2Session {
  static final int DEFAULT_WINDOW = 65_535;
  static final int WINDOW_UPDATE = 8;
  private static final int PREFACE_BYTES = 24;

  /** Streams that wait, pass or were refused, until both sides are over. */
  final IntObjectHashMap<Http2Passing> streams = new IntObjectHashMap<>(8);

  private final Function<Direction, Optional<Http2Headers>> blocks;
  private final Http2Outlet toServer;
  private final Http2Outlet toClient;
  private final Runnable hangUp;

  /** The last stream that the client opened. */
  int lastStream;

  /** The last stream that was opened before there was a gate: all of it passes. */
  int adopted;

  /** Bytes that a client may send on a stream before the server takes them. */
  int clientWindow = DEFAULT_WINDOW;

  /** Whether the connection ended. */
  boolean over;

  Http2Session(
      Gate.Surroundings surroundings,
      Function<Direction, Optional<Http2Headers>> blocks,
      Runnable hangUp) {
    this.blocks = blocks;
    this.hangUp = hangUp;
    this.toServer = new Http2Outlet(surroundings, Direction.FROM_CLIENT, PREFACE_BYTES);
    this.toClient = new Http2Outlet(surroundings, Direction.FROM_SERVER, 0);
  }

  /** Returns the next header block of that side as it was read; null when nobody could. */
  @Nullable Http2Headers block(Direction direction) {
    return blocks.apply(direction).orElse(null);
  }

  /** Returns where what that side sends goes. */
  Http2Outlet out(Direction direction) {
    return direction == Direction.FROM_CLIENT ? toServer : toClient;
  }

  /** Returns where that side is written to. */
  Http2Outlet back(Direction direction) {
    return direction == Direction.FROM_CLIENT ? toClient : toServer;
  }

  /** Returns to the sender what flow control took for bytes that go no further. */
  void giveBack(Direction sender, int stream, int bytes) {
    if (bytes > 0) {
      back(sender).put(Http2Writer.number(WINDOW_UPDATE, stream, bytes));
    }
  }

  /** Gives back what waits of a stream and will not pass. */
  void giveBackHeld(Direction sender, Http2Passing stream) {
    for (Http2Passing.Item each : stream.side(sender).waiting) {
      if (each instanceof Http2Passing.Frame frame && frame.type() == Http2Frames.DATA) {
        giveBack(sender, 0, frame.bytes().readableBytes() - Http2Frames.HEADER_BYTES);
      }
    }
  }

  /** Writes data of ours in place of what came. */
  void data(Direction direction, int stream, ByteBuf data, boolean ends) {
    out(direction).put(Http2Writer.data(stream, data, ends));
    data.release();
  }

  /** Goes on from where the connection stands. */
  void join(Http2Position position) {
    lastStream = position.lastStream();
    adopted = position.lastStream();
    clientWindow = (int) Math.min(Integer.MAX_VALUE, position.clientWindow());
    toServer.spoke();
    toServer.begin(position.fromClient());
    toClient.spoke();
    toClient.begin(position.fromServer());
  }

  void hangUp() {
    hangUp.run();
  }
}
