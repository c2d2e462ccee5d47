// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.Dialogue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;

/** Writes both directions of an HTTP/2 connection. */
public final class Http2Script {
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private final DefaultHttp2HeadersEncoder client = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersEncoder server = new DefaultHttp2HeadersEncoder();
  private Dialogue dialogue;

  public Http2Script() {
    this(Dialogue.empty());
  }

  /** Goes on with HTTP/2 where {@code before} ends. */
  Http2Script(Dialogue before) {
    dialogue = before.client("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    client(4, 0, 0, "00010000 2000 0003 00000064");
    server(4, 0, 0, "");
    client(4, 1, 0, "");
    server(4, 1, 0, "");
  }

  public Dialogue dialogue() {
    return dialogue;
  }

  Http2Script client(int type, int flags, int stream, String hex) {
    return frame(Direction.FROM_CLIENT, type, flags, stream, Dialogue.hex(hex));
  }

  Http2Script server(int type, int flags, int stream, String hex) {
    return frame(Direction.FROM_SERVER, type, flags, stream, Dialogue.hex(hex));
  }

  Http2Script frame(Direction direction, int type, int flags, int stream, byte[] payload) {
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
    dialogue = dialogue.with(direction, ByteBufUtil.getBytes(frame.writeBytes(payload)));
    return this;
  }

  byte[] block(Direction direction, int stream, String... fields) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    ByteBuf block = Unpooled.buffer();
    try {
      (direction == Direction.FROM_CLIENT ? client : server).encodeHeaders(stream, headers, block);
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
    return ByteBufUtil.getBytes(block);
  }

  Http2Script heads(Direction direction, int stream, boolean end, String... fields) {
    int flags = END_HEADERS | (end ? END_STREAM : 0);
    return frame(direction, 1, flags, stream, block(direction, stream, fields));
  }

  public Http2Script request(int stream, boolean end, String method, String path, String... more) {
    String[] fields = new String[8 + more.length];
    String[] start = {
      ":method", method, ":scheme", "http", ":path", path, ":authority", "shop.example:80"
    };
    System.arraycopy(start, 0, fields, 0, 8);
    System.arraycopy(more, 0, fields, 8, more.length);
    return heads(Direction.FROM_CLIENT, stream, end, fields);
  }

  public Http2Script answer(int stream, boolean end, String... fields) {
    return heads(Direction.FROM_SERVER, stream, end, fields);
  }

  public Http2Script data(Direction direction, int stream, boolean end, String text) {
    byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
    return frame(direction, 0, end ? END_STREAM : 0, stream, payload);
  }

  /** A request over HTTP/1.1, an upgrade, its answer and one more exchange over HTTP/2. */
  public static Dialogue upgraded() {
    Dialogue before =
        Dialogue.empty()
            .client("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .client(
                "GET /orders/17 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAA\r\n\r\n")
            .server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
    return new Http2Script(before)
        .answer(1, false, ":status", "200")
        .data(Direction.FROM_SERVER, 1, true, "hello")
        .request(3, true, "DELETE", "/b")
        .answer(3, true, ":status", "503")
        .dialogue();
  }

  /** Two multiplexed gRPC calls and a plain request. */
  public static Dialogue sample() {
    Direction client = Direction.FROM_CLIENT;
    Direction server = Direction.FROM_SERVER;
    return new Http2Script()
        .request(
            1,
            false,
            "POST",
            "/shop.v1.Stock/Reserve",
            "content-type",
            "application/grpc",
            "te",
            "trailers")
        .data(client, 1, true, "\u0000\u0000\u0000\u0000\u0002ab")
        .request(3, true, "GET", "/orders/17")
        .request(5, false, "POST", "/shop.v1.Stock/Watch", "content-type", "application/grpc+proto")
        .answer(3, false, ":status", "200", "content-length", "2")
        .answer(1, false, ":status", "200", "content-type", "application/grpc")
        .data(server, 3, true, "hi")
        .data(server, 1, false, "\u0000\u0000\u0000\u0000\u0001c")
        .answer(1, true, "grpc-status", "0")
        .answer(5, true, ":status", "200", "content-type", "application/grpc", "grpc-status", "14")
        .client(3, 0, 5, "00000000")
        .dialogue();
  }
}
