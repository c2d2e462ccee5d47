// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.wire.link.LinkNames;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes HTTP/2 connections to control on one event loop of its own. Safe for any thread. */
final class LinkTransport implements AutoCloseable {
  private static final int CONNECT_MILLIS_MAX = 5000;
  private static final int SILENCE_SECONDS_MAX = 10;
  private static final int WINDOW_BYTES = 1 << 20;

  /** The name of the other end says nothing of ports. */
  private static final int PORT_UNUSED = -1;

  private final EventLoopGroup loop;

  LinkTransport() {
    this.loop =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("sallyport-link-io", true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /**
   * Begins to connect.
   *
   * @param control host and port
   * @param tls what to prove oneself and to believe the other by; null for no TLS
   * @param connected told on the event loop when the connection stands
   * @param failed told on the event loop when it does not
   * @throws IllegalArgumentException when {@code control} is not host and port
   */
  Channel connect(
      String control,
      @Nullable SslContext tls,
      Consumer<Channel> connected,
      Consumer<Throwable> failed) {
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
            .option(ChannelOption.TCP_NODELAY, true)
            // The link moves little; a pool of its own would hold more than it saves.
            .option(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
            .handler(new Pipeline(tls))
            .connect(address(control));
    var unused =
        connecting.addListener(
            done -> {
              if (done.isSuccess()) {
                // The listener runs before the channel is active, which is when the codec sends the
                // preface; a stream opened now would go out before it.
                Channel channel = connecting.channel();
                channel.eventLoop().execute(() -> whenProven(channel, connected, failed));
              } else {
                failed.accept(done.cause());
              }
            });
    return connecting.channel();
  }

  /** Waits until the other end has proven who it is, where it has to. */
  private static void whenProven(
      Channel channel, Consumer<Channel> connected, Consumer<Throwable> failed) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      connected.accept(channel);
      return;
    }
    var unused =
        tls.handshakeFuture()
            .addListener(
                shaken -> {
                  if (shaken.isSuccess()) {
                    connected.accept(channel);
                  } else {
                    failed.accept(shaken.cause());
                  }
                });
  }

  /** Ends all connections after what was sent had a moment to leave. */
  @Override
  public void close() {
    var unused = loop.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS);
  }

  /** Reads {@code host:port}, {@code [::1]:port}; the name is resolved when connecting. */
  static InetSocketAddress address(String control) {
    int colon = control.lastIndexOf(':');
    String host = colon < 1 ? "" : control.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      int port = Integer.parseInt(control.substring(colon + 1));
      if (!host.isEmpty() && port > 0 && port < 65536) {
        return InetSocketAddress.createUnresolved(host, port);
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "control: '" + control + "' (expected: host:port, for example 10.0.0.7:7443)");
  }

  private static final class Pipeline extends ChannelInitializer<SocketChannel> {
    private final @Nullable SslContext tls;

    Pipeline(@Nullable SslContext tls) {
      this.tls = tls;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      if (tls != null) {
        SslHandler handler = tls.newHandler(channel.alloc(), LinkNames.SERVER, PORT_UNUSED);
        handler.setHandshakeTimeoutMillis(CONNECT_MILLIS_MAX);
        channel.pipeline().addLast(handler);
      }
      channel
          .pipeline()
          .addLast(new IdleStateHandler(SILENCE_SECONDS_MAX, 0, 0))
          .addLast(
              Http2FrameCodecBuilder.forClient()
                  .initialSettings(
                      Http2Settings.defaultSettings()
                          .pushEnabled(false)
                          .initialWindowSize(WINDOW_BYTES))
                  .build())
          .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
          .addLast(new Aliveness());
    }
  }

  /** Finds out that control is gone, or frozen, when the network says nothing. */
  private static final class Aliveness extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      try {
        if (frame instanceof Http2GoAwayFrame) {
          context.close();
        }
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent idle) {
        if (idle.isFirst()) {
          context.writeAndFlush(new DefaultHttp2PingFrame(1));
        } else {
          context.close();
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
