// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.http.Http2Script;
import dev.sallyport.protocol.messaging.MessagingDecoderTest;
import dev.sallyport.protocol.mongodb.MongoDecoderTest;
import dev.sallyport.protocol.redis.RedisDecoderTest;
import dev.sallyport.protocol.sql.MysqlDecoderTest;
import dev.sallyport.protocol.sql.PostgresScript;
import java.util.ArrayList;
import java.util.List;

/** Dialogues of every protocol, as starting points of fuzzing. */
public final class Corpus {
  private Corpus() {}

  public static List<Dialogue> all() {
    List<Dialogue> all = new ArrayList<>();
    all.add(
        Dialogue.empty()
            .client("GET /a/17?x=y HTTP/1.1\r\nHost: shop.example\r\nAccept: */*\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            .client("POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            .client("5\r\nhello\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n")
            .server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n")
            .server("Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"));
    all.add(
        Dialogue.empty()
            .client("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: b\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end"));
    all.add(
        Dialogue.empty()
            .client("GET /ws HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")
            .server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u0081\u0003abc")
            .client("\u0081\u0083abcdefg")
            .client("\u0001\u0082abcdxy\u0089\u0080abcd\u0080\u0081abcdz")
            .server("\u0082\u007e\u0000\u0003xyz\u0088\u0000"));
    all.add(
        Dialogue.empty()
            .client("CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\n\r\n")
            .client("\u0016\u0003\u0001"));
    all.add(
        Dialogue.empty()
            .with(Direction.FROM_CLIENT, hello())
            .with(
                Direction.FROM_SERVER,
                Dialogue.hex(
                    "160303002e 0200002a 0303" + "00".repeat(32) + "00 1301 00 0002 0000 1503")));
    all.add(Dialogue.empty().server("220 x ESMTP\r\n").client("EHLO y\r\n").server("250 ok\r\n"));
    all.add(Http2Script.sample());
    all.add(Http2Script.upgraded());
    all.add(PostgresScript.sample());
    all.add(RedisDecoderTest.sample());
    all.add(MysqlDecoderTest.sample());
    all.add(MessagingDecoderTest.kafkaSample());
    all.add(MessagingDecoderTest.kafkaPackedSample());
    all.add(MessagingDecoderTest.mqttSample());
    all.add(MessagingDecoderTest.amqpSample());
    all.add(MongoDecoderTest.sample());
    return all;
  }

  /** A ClientHello with SNI {@code shop.example}, ALPN h2 and http/1.1, TLS 1.2 and 1.3, GREASE. */
  public static byte[] hello() {
    String sni = "0000 0011 000f 00 000c 73686f702e6578616d706c65";
    String alpn = "0010 000e 000c 02 6832 08 687474702f312e31";
    String versions = "002b 0007 06 6a6a 0304 0303";
    String extensions = "0a0a 0000" + sni + alpn + versions;
    int extensionBytes = Dialogue.hex(extensions).length;
    String body =
        "0303"
            + "11".repeat(32)
            + "00"
            + "0004 2a2a 1301"
            + "0100"
            + String.format("%04x", extensionBytes)
            + extensions;
    int bodyBytes = Dialogue.hex(body).length;
    String message = "01" + String.format("%06x", bodyBytes) + body;
    return Dialogue.hex("160301" + String.format("%04x", bodyBytes + 4) + message);
  }
}
