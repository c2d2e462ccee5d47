// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes from its own channel to the other one of the relay. Reading pauses while the other
 * side holds too much. Confined to the relay's event loop.
 */
final class RelayHandler extends ChannelInboundHandlerAdapter {

  private final Relay relay;
  private final Direction direction;
  private final EpollSocketChannel self;
  private final EpollSocketChannel peer;
  private boolean inputEnded;

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
    relay.moved(direction, bytes);
    if (relay.isConnected()) {
      peer.write(bytes, peer.voidPromise());
    } else {
      early = early == null ? bytes : Unpooled.wrappedUnmodifiableBuffer(early, bytes);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!relay.isConnected()) {
      return;
    }
    peer.flush();
    if (!peer.isWritable() && !relay.isClosed()) {
      relay.owner().counters().count(CaptureCounter.LIMIT_BYTES_HELD);
      self.config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (self.isWritable() && !relay.isClosed() && peer.isOpen()) {
      peer.config().setAutoRead(true);
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
        passOnEnd();
      }
    }
  }

  /** The other side stands: passes on what came before, and reads on. */
  void peerConnected() {
    if (early != null) {
      peer.writeAndFlush(early, peer.voidPromise());
      early = null;
    }
    if (inputEnded) {
      passOnEnd();
    } else {
      self.config().setAutoRead(true);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      relay.owner().counters().count(CaptureCounter.LIMIT_BUFFER_MEMORY);
      relay.abort(CloseReason.LIMIT);
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
      passOnEnd();
    } else {
      relay.abort(lost());
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
      peer.shutdownOutput();
      peer.config().setAllowHalfClosure(false);
    }
    relay.halfEnded();
  }

  private CloseReason lost() {
    return direction == Direction.FROM_CLIENT ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET;
  }
}
