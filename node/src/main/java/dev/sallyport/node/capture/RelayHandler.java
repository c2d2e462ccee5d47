// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;

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
    peer.write(bytes, peer.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    peer.flush();
    if (!peer.isWritable() && !relay.isClosed()) {
      relay.pod().counters().count(CaptureCounter.LIMIT_BYTES_HELD);
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
      peer.writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(written -> passOnEnd(written.isSuccess()));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    relay.abort(lost());
  }

  /** Orderly ends are seen as events before; a channel that closes by itself was reset. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    relay.abort(lost());
  }

  private void passOnEnd(boolean flushed) {
    if (relay.isClosed()) {
      return;
    }
    if (!flushed) {
      relay.abort(lost());
      return;
    }
    peer.shutdownOutput();
    relay.halfEnded();
  }

  private CloseReason lost() {
    return direction == Direction.FROM_CLIENT ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET;
  }
}
