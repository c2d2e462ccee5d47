// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves bytes from its own channel to the other one of the relay. Reading pauses while the other
 * side holds too much. Confined to the relay's event loop.
 */
final class RelayHandler extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(RelayHandler.class);

  private final Relay relay;
  private final Direction direction;
  private final EpollSocketChannel self;
  private final EpollSocketChannel peer;
  private boolean inputEnded;
  private boolean passed;
  private boolean held;

  /** What came before the other side stood: the kernel's news of an end reads past the pause. */
  private @Nullable ByteBuf early;

  RelayHandler(Relay relay, Direction direction, EpollSocketChannel self, EpollSocketChannel peer) {
    this.relay = relay;
    this.direction = direction;
    this.self = self;
    this.peer = peer;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (relay.isClosed()) {
      bytes.release();
      return;
    }
    if (!relay.guarded(direction, bytes, false)) {
      relay.moved(direction, bytes);
      if (relay.isClosed()) {
        bytes.release();
      } else if (!relay.guarded(direction, bytes, true)) {
        // A guard that was put in by what these bytes showed holds them too.
        pass(bytes);
      }
    }
  }

  /** Writes bytes to the other side, or keeps them until it stands. */
  void pass(ByteBuf bytes) {
    if (relay.isConnected() || direction == Direction.FROM_SERVER) {
      passed = true;
      peer.write(bytes, peer.voidPromise());
    } else {
      early = early == null ? bytes : Unpooled.wrappedUnmodifiableBuffer(early, bytes);
    }
  }

  /** Sends what was written since the last time. */
  void flush() {
    if (passed) {
      passed = false;
      peer.flush();
    }
  }

  /** Stops reading, also when the other side has room, or goes on. */
  void hold(boolean hold) {
    if (held != hold) {
      held = hold;
      if (hold) {
        if (self.isOpen()) {
          self.config().setAutoRead(false);
        }
      } else {
        readOn();
      }
    }
  }

  private void readOn() {
    if (!held && relay.isConnected() && self.isOpen() && peer.isWritable()) {
      self.config().setAutoRead(true);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!relay.isConnected()) {
      return;
    }
    relay.flush();
    if (!peer.isWritable() && !relay.isClosed()) {
      relay.owner().counters().count(CaptureCounter.LIMIT_BYTES_HELD);
      self.config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (self.isWritable() && !relay.isClosed()) {
      relay.other(direction).readOn();
    }
  }

  /**
   * The side ended its half: the other one is told after all bytes before it are written. Shutting
   * down at once would fail writes that still wait.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !inputEnded && !relay.isClosed()) {
      inputEnded = true;
      if (relay.isConnected()) {
        inputOver();
      }
    }
  }

  private void inputOver() {
    if (!relay.guardedEnd(direction)) {
      passOnEnd();
    }
  }

  /** The guard says that all before the end of this side has passed. */
  void end() {
    passOnEnd();
  }

  /** The other side stands: passes on what came before, and reads on. */
  void peerConnected() {
    if (early != null) {
      peer.writeAndFlush(early, peer.voidPromise());
      early = null;
    }
    if (inputEnded) {
      inputOver();
    } else {
      readOn();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      relay.owner().counters().count(CaptureCounter.LIMIT_BUFFER_MEMORY);
      relay.abort(CloseReason.LIMIT);
    } else if (relay.isHangingUp()) {
      relay.abort(CloseReason.DENIED);
    } else {
      relay.abort(lost());
    }
  }

  /**
   * The first half that ends shows as an event; the second one closes its channel at once, since
   * nothing can be sent on it any more. A reset shows as an exception before.
   */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (relay.isHalfEnded() && !inputEnded && !relay.isClosed()) {
      inputEnded = true;
      inputOver();
    } else if (!relay.isHangingUp()) {
      relay.abort(lost());
    } else if (direction == Direction.FROM_CLIENT) {
      relay.abort(CloseReason.DENIED);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (early != null) {
      early.release();
      early = null;
    }
  }

  private void passOnEnd() {
    peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> ended(written.isSuccess()));
  }

  private void ended(boolean flushed) {
    if (relay.isClosed()) {
      return;
    }
    if (!flushed) {
      relay.abort(lost());
      return;
    }
    if (!relay.isHalfEnded()) {
      endOutput(peer);
      peer.config().setAllowHalfClosure(false);
    }
    relay.halfEnded();
  }

  /**
   * All was written before, so only the kernel has to be told. The channel's own way makes an
   * exception with its stack for writes that might wait, which is a good part of what a short
   * connection costs.
   */
  private static void endOutput(EpollSocketChannel channel) {
    try {
      ((Socket) channel.fd()).shutdown(false, true);
    } catch (IOException | NotYetConnectedException e) {
      // It is reset or closed already, which shows on its own.
      log.debug("cannot end a half of a connection that ended", e);
    }
  }

  private CloseReason lost() {
    return direction == Direction.FROM_CLIENT ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET;
  }
}
