// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A real server that answers JSON, streams events and echoes WebSocket messages. */
final class WebServer implements AutoCloseable {
  private static final String PAGE =
      """
      <!doctype html><title>shop</title><script>
      (async () => {
        await fetch('/orders', {method: 'POST', headers: {'Content-Type': 'application/json'},
          body: JSON.stringify({card: '4111 1111 1111 1111'})});
        const form = new FormData();
        form.append('note', 'from chromium');
        form.append('file', new Blob(['line one'], {type: 'text/plain'}), 'a.txt');
        await fetch('/upload', {method: 'POST', body: form});
        await fetch('/graphql', {method: 'POST', headers: {'Content-Type': 'application/json'},
          body: JSON.stringify({query: 'query Cart { cart { total } }'})});
        const events = await (await fetch('/events')).text();
        const socket = new WebSocket('ws://' + location.host + '/ws');
        socket.onopen = () => socket.send(JSON.stringify({say: 'hello '.repeat(20)}));
        socket.onmessage = () => { socket.close(); document.title = 'done'; };
      })();
      </script>""";

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;

  WebServer() throws InterruptedException {
    channel =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel child) {
                    child
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpContentCompressor(),
                            new HttpObjectAggregator(1 << 20),
                            new WebSocketServerCompressionHandler(0),
                            new WebSocketServerProtocolHandler("/ws", null, true),
                            new WebSocketFrameAggregator(1 << 20),
                            new Echo(),
                            new Answers());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() throws InterruptedException {
    channel.close().sync();
    group.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).sync();
  }

  private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame text) {
        context.writeAndFlush(new TextWebSocketFrame("you said " + text.text()));
      }
    }
  }

  private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String path = request.uri();
      if (path.equals("/page")) {
        answer(context, "text/html; charset=utf-8", PAGE);
      } else if (path.equals("/events")) {
        answer(
            context,
            "text/event-stream",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"4111 \"}}]}\n\n"
                + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1111\"}}]}\n\n");
      } else {
        answer(context, "application/json", "{\"ok\":true,\"path\":\"" + path + "\"}");
      }
    }

    private static void answer(ChannelHandlerContext context, String type, String body) {
      byte[] octets = body.getBytes(StandardCharsets.UTF_8);
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(octets));
      response.headers().set("content-type", type).set("content-length", octets.length);
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }
}
