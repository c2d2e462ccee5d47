// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Corpus;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.Shape;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

public class MysqlDecoderTest {
  private static final String LOGIN = "0>LOGIN; 0<ok; ";
  private static final int PLAIN = 0x0008_a205;

  private Dialogue dialogue = Dialogue.empty();

  /** A packet; {@code content} is hexadecimal, with text between bars. */
  private static byte[] packet(int sequence, String content) {
    StringBuilder hex = new StringBuilder();
    String[] parts = content.split("\\|");
    for (int i = 0; i < parts.length; i++) {
      hex.append(
          i % 2 == 0
              ? parts[i].replace(" ", "")
              : HexFormat.of().formatHex(parts[i].getBytes(StandardCharsets.ISO_8859_1)));
    }
    int length = hex.length() / 2;
    String header = String.format("%02x%02x00%02x", length & 0xff, length >> 8, sequence);
    return HexFormat.of().parseHex(header + hex);
  }

  private MysqlDecoderTest client(int sequence, String content) {
    dialogue = dialogue.with(Direction.FROM_CLIENT, packet(sequence, content));
    return this;
  }

  private MysqlDecoderTest server(int sequence, String content) {
    dialogue = dialogue.with(Direction.FROM_SERVER, packet(sequence, content));
    return this;
  }

  private MysqlDecoderTest greeted() {
    return server(
        0,
        "0a |8.0.36| 00 01000000"
            + "31".repeat(8)
            + "00 ffff 08 0200 ffff 15"
            + "00".repeat(10)
            + "31".repeat(13));
  }

  private MysqlDecoderTest login(int capabilities) {
    String flags = HexFormat.of().toHexDigits(Integer.reverseBytes(capabilities));
    return greeted()
        .client(1, flags + "00000001 21" + "00".repeat(23) + "|shop| 00 00")
        .server(2, "fe |mysql_native_password| 00")
        .client(3, "31".repeat(20))
        .server(4, "00 00 00 0200 0000");
  }

  public static Dialogue sample() {
    return new MysqlDecoderTest()
        .login(PLAIN)
        .client(0, "03 |SELECT a FROM orders WHERE card = '4111'|")
        .server(1, "02")
        .server(2, "03 |def|")
        .server(3, "03 |def|")
        .server(4, "fe 0000 0200")
        .server(5, "01 |x| 01 |y|")
        .server(6, "fe 0000 0a00")
        .server(7, "00 01 00 0200 0000")
        .client(0, "03 |INSERT INTO items VALUES (1)|")
        .server(1, "ff 2804 |#42000no|")
        .client(0, "16 |UPDATE t SET a = ?|")
        .server(1, "00 07000000 0000 0100 00 0000")
        .server(2, "03 |def|")
        .server(3, "fe 0000 0200")
        .client(0, "17 07000000 00 01000000")
        .server(1, "00 01 00 0200 0000")
        .client(0, "19 07000000")
        .client(0, "17 07000000 00 01000000")
        .server(1, "ff db04 |#HY000|")
        .client(0, "0e")
        .server(1, "00 00 00 0200 0000")
        .client(0, "01")
        .dialogue;
  }

  @Test
  void commandsAreExchangesWithoutTheirValues() {
    assertThat(Shape.of(sample()))
        .isEqualTo(
            LOGIN
                + "1>SELECT orders; 1<ok; 1#2; 2>INSERT items; 2<failed; 3>PREPARE t; 3<ok; "
                + "4>UPDATE t; 4<ok; 4#1; 5>EXECUTE; 5<failed; 6>PING; 6<ok; ");
    assertThat(sample().heard().protocol()).isEqualTo(Protocol.MYSQL);
  }

  @Test
  void resultsMayEndWithAStatus() {
    Dialogue dialogue =
        new MysqlDecoderTest()
            .login(PLAIN | 0x0100_0000)
            .client(0, "03 |SELECT a FROM t|")
            .server(1, "01")
            .server(2, "03 |def|")
            .server(3, "fe" + "00".repeat(8))
            .dialogue;
    assertThat(Shape.of(dialogue)).isEqualTo(LOGIN + "1>SELECT t; 1<ok; ");
  }

  @Test
  void encryptionShowsTheNameOnly() {
    Dialogue dialogue =
        new MysqlDecoderTest()
            .greeted()
            .client(1, "05aa0800 00000001 21" + "00".repeat(23))
            .dialogue
            .with(Direction.FROM_CLIENT, Corpus.hello());
    assertThat(Shape.of(dialogue)).isEqualTo("@shop.example; !encrypted with TLS");
    assertThat(dialogue.heard().protocol()).isEqualTo(Protocol.MYSQL);
  }

  @Test
  void aRefusedLoginHasFailed() {
    Dialogue dialogue =
        new MysqlDecoderTest()
            .greeted()
            .client(1, "05a20800 00000001 21" + "00".repeat(23) + "00 00")
            .server(2, "ff 1504 |#28000|")
            .dialogue;
    assertThat(Shape.of(dialogue)).isEqualTo("0>LOGIN; 0<failed; ");
  }

  @Test
  void whatDoesNotFitIsNotUnderstood() {
    assertThat(
            Shape.of(new MysqlDecoderTest().login(PLAIN).server(0, "00 00 00 0200 0000").dialogue))
        .endsWith("!answer without a statement");
    assertThat(Shape.of(new MysqlDecoderTest().login(PLAIN).client(0, "12").dialogue))
        .endsWith("!MySQL command that is not decoded");
    assertThat(Shape.of(new MysqlDecoderTest().login(PLAIN | 0x20).dialogue))
        .endsWith("!compressed MySQL packets are not decoded");
  }
}
