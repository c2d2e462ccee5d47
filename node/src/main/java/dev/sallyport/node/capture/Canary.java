// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Vantage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection that looks like any other of the pod and that only this program can answer.
 * Confined to its event loop.
 */
final class Canary extends SimpleChannelInboundHandler<ByteBuf> {

  /** What became of a canary. */
  enum Result {
    /** The listener of this program answered. */
    CAUGHT,
    /** Somebody else answered, or refused. */
    PASSED_BY,
    /** Nobody answered in time. */
    LOST,
    /** It could not be sent, for example without a route. */
    NOT_SENT
  }

  /** Reserved for documentation, so nobody can be behind it. */
  static final InetAddress TARGET_V4 = InetAddress.ofLiteral("192.0.2.1");

  /** The discard-only prefix of RFC 6666. */
  static final InetAddress TARGET_V6 = InetAddress.ofLiteral("100::1");

  private static final long PATIENCE_MILLIS = 2000;

  private final CanaryKey key;
  private final Vantage listener;
  private final byte[] challenge;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final ByteBuf answer = Unpooled.buffer(CanaryKey.ANSWER_BYTES);

  private Canary(CanaryKey key, Vantage listener) {
    this.key = key;
    this.listener = listener;
    this.challenge = key.challenge();
  }

  /** Sends a canary on a socket made in the namespace it is to start from. */
  static CompletableFuture<Result> send(
      EpollSocketChannel socket,
      RelayLoop loop,
      InetSocketAddress target,
      CanaryKey key,
      Vantage listener) {
    Canary canary = new Canary(key, listener);
    socket.pipeline().addLast(canary);
    loop.loop().register(socket);
    socket
        .connect(target)
        .addListener(
            connecting -> {
              if (connecting.isSuccess()) {
                socket.writeAndFlush(Unpooled.wrappedBuffer(canary.challenge));
              } else {
                canary.result.complete(
                    refused(connecting.cause()) ? Result.PASSED_BY : Result.NOT_SENT);
              }
            });
    loop.loop()
        .schedule(
            () -> {
              canary.result.complete(Result.LOST);
              socket.close();
            },
            PATIENCE_MILLIS,
            TimeUnit.MILLISECONDS);
    return canary.result;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
    if (bytes.readableBytes() > CanaryKey.ANSWER_BYTES - answer.readableBytes()) {
      result.complete(Result.PASSED_BY);
    } else {
      answer.writeBytes(bytes);
      if (answer.readableBytes() == CanaryKey.ANSWER_BYTES) {
        boolean ours = Arrays.equals(answer.array(), key.answer(challenge, listener));
        result.complete(ours ? Result.CAUGHT : Result.PASSED_BY);
      }
    }
    if (result.isDone()) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    result.complete(Result.PASSED_BY);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    result.complete(Result.PASSED_BY);
    ctx.close();
  }

  private static boolean refused(@Nullable Throwable cause) {
    return cause instanceof ConnectException
        && String.valueOf(cause.getMessage()).contains("refused");
  }
}
