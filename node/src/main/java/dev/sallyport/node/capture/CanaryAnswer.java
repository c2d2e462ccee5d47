// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Vantage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.concurrent.TimeUnit;

/** Answers one canary that came through a listener. */
final class CanaryAnswer extends SimpleChannelInboundHandler<ByteBuf> {

  private static final long PATIENCE_SECONDS = 5;

  private final CanaryKey key;
  private final Vantage vantage;
  private final ByteBuf challenge = Unpooled.buffer(CanaryKey.CHALLENGE_BYTES);

  private CanaryAnswer(CanaryKey key, Vantage vantage) {
    this.key = key;
    this.vantage = vantage;
  }

  static void serve(EpollSocketChannel client, RelayLoop loop, CanaryKey key, Vantage vantage) {
    client
        .pipeline()
        .addLast(
            new ReadTimeoutHandler(PATIENCE_SECONDS, TimeUnit.SECONDS),
            new CanaryAnswer(key, vantage));
    loop.loop().register(client);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
    if (bytes.readableBytes() > CanaryKey.CHALLENGE_BYTES - challenge.readableBytes()) {
      ctx.close();
      return;
    }
    challenge.writeBytes(bytes);
    if (challenge.readableBytes() == CanaryKey.CHALLENGE_BYTES) {
      byte[] answer = key.answer(challenge.array(), vantage);
      ctx.writeAndFlush(Unpooled.wrappedBuffer(answer)).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
