// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.NodeMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One stream to control, from opening to its end: a gRPC call with messages both ways on an HTTP/2
 * connection of its own. What comes is handed to the link's thread; all methods are called there.
 *
 * <p>Framing follows the gRPC over HTTP/2 specification: a call is a POST whose body is messages,
 * each with a flag for compression and its length in front, and ends with trailers that hold {@code
 * grpc-status}. See RATIONALE.md for why this is not a gRPC library.
 */
final class LinkStream {
  /** The call as link.proto names it, in letters so that no gRPC class is needed to say it. */
  static final String CONNECT = "/sallyport.link.v1.NodeLink/Connect";

  /** The one call that needs no certificate of this node. */
  static final String ENROL = "/sallyport.link.v1.NodeLink/Enrol";

  private static final int HELD_BYTES_MAX = 256 << 10;
  private static final int HELD_BYTES_LOW = 64 << 10;
  private static final int REASON_LENGTH_MAX = 300;

  /** Where what happens on a stream goes; called on the link's thread, never after the end. */
  interface Listener {
    void opened();

    void received(ControlMessage message);

    /** Says that the transport takes more. */
    void writable();

    /** Says that it is over; {@code reached} when there was somebody to talk to. */
    void ended(String why, boolean reached);
  }

  private final String path;
  private final String scheme;

  private final Executor worker;
  private final Listener listener;
  private volatile @Nullable Channel connection;
  private volatile @Nullable Http2StreamChannel call;
  private volatile boolean over;

  private LinkStream(String path, String scheme, Executor worker, Listener listener) {
    this.path = path;
    this.scheme = scheme;
    this.worker = worker;
    this.listener = listener;
  }

  /** Begins to connect and to make that call; the listener hears how that goes. */
  static LinkStream open(
      String path,
      String control,
      @Nullable SslContext tls,
      LinkTransport transport,
      Executor worker,
      Listener listener) {
    LinkStream stream = new LinkStream(path, tls == null ? "http" : "https", worker, listener);
    stream.connection =
        transport.connect(
            control,
            tls,
            connected -> stream.call(connected, control),
            failure -> stream.failed("cannot connect: " + failure, failure));
    return stream;
  }

  boolean isWritable() {
    Http2StreamChannel open = call;
    return !over && open != null && open.isWritable();
  }

  void send(NodeMessage message) {
    Http2StreamChannel open = call;
    if (!over && open != null) {
      ByteBuf framed = Unpooled.wrappedBuffer(GrpcFraming.frame(message.toByteArray()));
      var unused = open.writeAndFlush(new DefaultHttp2DataFrame(framed, false));
    }
  }

  /** Ends the stream and its connection from this side; the listener hears nothing more. */
  void close() {
    over = true;
    Channel open = connection;
    if (open != null) {
      var unused = open.close();
    }
  }

  /** Says that nothing more will be sent, and lets what was sent arrive. */
  void finish() {
    Http2StreamChannel open = call;
    if (!over && open != null) {
      var unused = open.writeAndFlush(new DefaultHttp2DataFrame(true));
    }
  }

  private void call(Channel connected, String control) {
    var opening =
        new Http2StreamChannelBootstrap(connected)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(HELD_BYTES_LOW, HELD_BYTES_MAX))
            .handler(new Answers())
            .open();
    var unused =
        opening.addListener(
            done -> {
              if (!done.isSuccess()) {
                ended("no stream: " + done.cause());
                return;
              }
              Http2StreamChannel open = opening.getNow();
              open.writeAndFlush(new DefaultHttp2HeadersFrame(head(control)));
              call = open;
              tell(listener::opened);
            });
  }

  private Http2Headers head(String control) {
    return new DefaultHttp2Headers()
        .method("POST")
        .scheme(scheme)
        .path(path)
        .authority(control)
        .set("te", "trailers")
        .set(HttpHeaderNames.CONTENT_TYPE, "application/grpc+proto")
        .set("grpc-encoding", "gzip")
        .set("grpc-accept-encoding", "gzip")
        .set(HttpHeaderNames.USER_AGENT, "sallyport-node");
  }

  private void tell(Runnable what) {
    worker.execute(
        () -> {
          if (!over) {
            what.run();
          }
        });
  }

  /** What fails in TLS has reached somebody. */
  private void failed(String why, Throwable failure) {
    over(why, failure instanceof SSLException);
  }

  private void ended(String why) {
    over(why, true);
  }

  private void over(String why, boolean reached) {
    tell(
        () -> {
          close();
          listener.ended(why, reached);
        });
  }

  /** What control sends on the stream; lives on the connection's event loop. */
  private final class Answers extends ChannelInboundHandlerAdapter {
    private final GrpcFraming.Reader reader = new GrpcFraming.Reader();

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      try {
        switch (frame) {
          case Http2HeadersFrame head -> head(head);
          case Http2DataFrame data -> data(data);
          default -> {}
        }
      } catch (IOException malformed) {
        ended("control sent what cannot be read: " + malformed.getMessage());
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (context.channel().isWritable()) {
        tell(listener::writable);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof Http2ResetFrame reset) {
        ended("control reset the stream, code " + reset.errorCode());
      }
      ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      ended("the connection was lost");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ended(cause.toString());
    }

    private void head(Http2HeadersFrame frame) {
      CharSequence status = frame.headers().get("grpc-status");
      CharSequence http = frame.headers().status();
      if (status != null) {
        CharSequence message = frame.headers().get("grpc-message");
        ended(
            cut(
                "control ended the stream, status "
                    + status
                    + (message == null ? "" : ": " + message)));
      } else if (http != null && !http.toString().equals("200")) {
        ended(cut("no link there: HTTP status " + http));
      }
    }

    private void data(Http2DataFrame frame) throws IOException {
      reader.add(frame.content());
      for (byte[] bytes = reader.next(); bytes != null; bytes = reader.next()) {
        ControlMessage message = ControlMessage.parseFrom(bytes);
        tell(() -> listener.received(message));
      }
      if (frame.isEndStream()) {
        ended("control ended the stream");
      }
    }

    private static String cut(String reason) {
      return reason.substring(0, Math.min(REASON_LENGTH_MAX, reason.length()));
    }
  }
}
