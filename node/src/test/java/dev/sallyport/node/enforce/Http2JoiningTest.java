// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.OnFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A policy comes while streams of HTTP/2 are open, wherever the connection stands. */
class Http2JoiningTest {
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE);
  private DefaultHttp2HeadersEncoder client = new DefaultHttp2HeadersEncoder();
  private DefaultHttp2HeadersEncoder server = new DefaultHttp2HeadersEncoder();

  @BeforeEach
  void begin() {
    enforcement = new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE);
    client = new DefaultHttp2HeadersEncoder();
    server = new DefaultHttp2HeadersEncoder();
  }

  static String frame(int type, int flags, int stream, String payload) {
    ByteBuf head = Unpooled.buffer(9);
    head.writeMedium(payload.length()).writeByte(type).writeByte(flags).writeInt(stream);
    return head.toString(StandardCharsets.ISO_8859_1) + payload;
  }

  private static String block(
      DefaultHttp2HeadersEncoder encoder, int stream, boolean ends, Http2Headers headers)
      throws Exception {
    ByteBuf block = Unpooled.buffer();
    encoder.encodeHeaders(stream, headers, block);
    return frame(HEADERS, ends ? 5 : 4, stream, block.toString(StandardCharsets.ISO_8859_1));
  }

  private String request(int stream, boolean ends, String method, String path) throws Exception {
    return block(
        client,
        stream,
        ends,
        new DefaultHttp2Headers()
            .method(method)
            .path(path)
            .scheme("http")
            .authority("catalog")
            .add("x-tenant", "blue"));
  }

  private String answer(int stream, boolean ends) throws Exception {
    return block(
        server, stream, ends, new DefaultHttp2Headers().status("200").add("x-served-by", "c1"));
  }

  /** What a peer reads of what came to it: each head as method, path or status, and tenant. */
  private static List<String> heads(String bytes, boolean preface) throws Exception {
    DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    ByteBuf in = Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1);
    in.skipBytes(preface ? PREFACE.length() : 0);
    List<String> heads = new ArrayList<>();
    while (in.readableBytes() >= 9) {
      int length = in.readMedium();
      int type = in.readByte();
      in.readByte();
      int stream = in.readInt();
      ByteBuf payload = in.readSlice(length);
      if (type == HEADERS) {
        Http2Headers read = decoder.decodeHeaders(stream, payload);
        heads.add(
            preface
                ? stream + " " + read.method() + " " + read.path() + " " + read.get("x-tenant")
                : stream + " " + read.status());
      }
    }
    assertThat(in.isReadable()).as("half a frame is left").isFalse();
    return heads;
  }

  private void deny(OnFailure onFailure) {
    enforcement.apply(
        List.of(
            Policies.inbound(onFailure, false, Policies.onCall("DELETE", "/b", Policies.deny()))));
  }

  @Test
  void whereverTheConnectionStandsNothingOnItBreaks() throws Exception {
    int joined = 0;
    int length = first().length();
    for (int cut = 1; cut <= length; cut++) {
      begin();
      String first = first();
      boolean asked = cut >= first.indexOf("some text");
      Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED);
      wire.client(first.substring(0, cut));
      wire.server(frame(SETTINGS, 0, 0, ""));
      String answer = answer(1, false);
      wire.server(asked ? answer : "");
      deny(OnFailure.OPEN);
      assertThat(wire.acting.ruled()).isFalse();
      wire.client(first.substring(cut)).server(asked ? "" : answer);
      wire.client(request(3, true, "DELETE", "/b")).client(request(5, true, "GET", "/c"));
      wire.server(frame(DATA, 1, 1, "answer")).server(answer(5, true));
      boolean left = enforcement.notYetEnforced() == 1;
      joined += left ? 0 : 1;
      List<String> seen = heads(wire.atServer(), true);
      assertThat(seen).as("cut at %s", cut).contains("1 GET /a blue", "5 GET /c blue");
      assertThat(seen.contains("3 DELETE /b blue")).as("cut at %s", cut).isEqualTo(left);
      assertThat(heads(wire.atClient(), false)).as("cut at %s", cut).contains("1 200", "5 200");
      assertThat(heads(wire.atClient(), false).contains("3 403")).isEqualTo(!left);
      assertThat(wire.cut).isFalse();
      wire.acting.gone();
      assertThat(enforcement.notYetEnforced()).isZero();
    }
    // Between frames and inside of data.
    assertThat(joined).isGreaterThan("some text".length() + "and more".length());
  }

  @Test
  void insideOfAHeaderBlockItIsCutWhereThePolicyFailsClosed() throws Exception {
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED);
    String request = request(1, true, "GET", "/a");
    wire.client(PREFACE + frame(SETTINGS, 0, 0, "") + request.substring(0, 12));
    wire.server(frame(SETTINGS, 0, 0, ""));
    deny(OnFailure.CLOSED);
    assertThat(wire.acting.ruled()).isTrue();
    assertThat(wire.cut).isTrue();
    assertThat(enforcement.counters()).containsEntry("connections_cut", 1L);
  }

  private String first() throws Exception {
    return PREFACE
        + frame(SETTINGS, 0, 0, "")
        + request(1, false, "GET", "/a")
        + frame(DATA, 0, 1, "some text")
        + frame(DATA, 1, 1, "and more");
  }
}
