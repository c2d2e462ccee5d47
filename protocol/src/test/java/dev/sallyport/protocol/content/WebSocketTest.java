// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.Dialogue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class WebSocketTest {
  private static final int FIN = 0x80;
  private static final int DEFLATED = 0x40;

  private static Dialogue opened(String extensions) {
    return Dialogue.empty()
        .client(
            "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        .server(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + (extensions.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + extensions + "\r\n")
                + "\r\n");
  }

  private static byte[] frame(int first, byte[] payload, boolean masked) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    int mask = masked ? 0x80 : 0;
    if (payload.length < 126) {
      out.write(mask | payload.length);
    } else if (payload.length < 65536) {
      out.write(mask | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    byte[] key = {1, (byte) 200, 3, 77};
    if (masked) {
      out.writeBytes(key);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(masked ? payload[i] ^ key[i % 4] : payload[i]);
    }
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Dialogue client(Dialogue dialogue, int first, String text) {
    return dialogue.with(Direction.FROM_CLIENT, frame(first, utf8(text), true));
  }

  private static Dialogue server(Dialogue dialogue, int first, String text) {
    return dialogue.with(Direction.FROM_SERVER, frame(first, utf8(text), false));
  }

  private static List<String> messages(Dialogue dialogue) {
    List<String> whole = Said.of(dialogue);
    Random random = new Random(5);
    assertThat(Said.of(dialogue, ContentLimits.DEFAULT, Dialogue.byteByByte())).isEqualTo(whole);
    for (int i = 0; i < 10; i++) {
      assertThat(Said.of(dialogue, ContentLimits.DEFAULT, Dialogue.random(random)))
          .isEqualTo(whole);
    }
    return whole.subList(2, whole.size());
  }

  @Test
  void messagesOfBothSidesAreReadAndCounted() {
    Dialogue dialogue = client(opened(""), FIN | 1, "{\"card\":\"4111\"}");
    dialogue = server(dialogue, FIN | 1, "thanks, Zoë");
    dialogue = server(dialogue, FIN | 2, "\u0000\u0001\u0002");
    assertThat(messages(dialogue))
        .containsExactly(
            "0 }  | WEBSOCKET JSON {\"card\":\"4111\"}",
            "0 message of 15 FROM_CLIENT",
            "0 {  | WEBSOCKET PLAIN thanks, Zoë",
            "0 message of 12 FROM_SERVER",
            "0 {  | WEBSOCKET BINARY!",
            "0 message of 3 FROM_SERVER");
  }

  @Test
  void fragmentsMakeOneMessageAndControlFramesMayComeBetween() {
    Dialogue dialogue = client(opened(""), 1, "41");
    dialogue = client(dialogue, FIN | 9, "ping");
    dialogue = client(dialogue, 0, "11");
    dialogue = client(dialogue, FIN, " 1111");
    assertThat(messages(dialogue))
        .containsExactly("0 }  | WEBSOCKET PLAIN 4111 1111", "0 message of 9 FROM_CLIENT");
  }

  @Test
  void compressedMessagesReferToEarlierOnes() {
    Deflater deflater = new Deflater(6, true);
    Dialogue dialogue = opened("permessage-deflate");
    for (int i = 0; i < 3; i++) {
      byte[] packed = deflated(deflater, utf8("the same words again " + i));
      dialogue = dialogue.with(Direction.FROM_SERVER, frame(FIN | DEFLATED | 1, packed, false));
    }
    dialogue = server(dialogue, FIN | 1, "plain");
    assertThat(messages(dialogue))
        .filteredOn(line -> line.contains("WEBSOCKET"))
        .containsExactly(
            "0 {  | WEBSOCKET PLAIN the same words again 0",
            "0 {  | WEBSOCKET PLAIN the same words again 1",
            "0 {  | WEBSOCKET PLAIN the same words again 2",
            "0 {  | WEBSOCKET PLAIN plain");
  }

  @Test
  void withoutTakeoverEachMessageStandsAlone() {
    Dialogue dialogue =
        opened("permessage-deflate; client_no_context_takeover; server_no_context_takeover");
    for (int i = 0; i < 2; i++) {
      byte[] packed = deflated(new Deflater(6, true), utf8("words " + i));
      dialogue = dialogue.with(Direction.FROM_CLIENT, frame(FIN | DEFLATED | 1, packed, true));
    }
    assertThat(messages(dialogue))
        .contains("0 }  | WEBSOCKET PLAIN words 0", "0 }  | WEBSOCKET PLAIN words 1");
  }

  @Test
  void aBombEndsReadingOfCompressedMessagesOnly() {
    byte[] bomb = deflated(new Deflater(9, true), new byte[20_000_000]);
    Dialogue dialogue =
        opened("permessage-deflate")
            .with(Direction.FROM_CLIENT, frame(FIN | DEFLATED | 1, bomb, true));
    dialogue = client(dialogue, FIN | 1, "after");
    List<String> lines = Said.of(dialogue, ContentLimits.DEFAULT, left -> 4096);
    assertThat(lines.get(2)).endsWith("EXPANSION]");
    assertThat(lines.getLast()).isEqualTo("0 message of 5 FROM_CLIENT");
    assertThat(lines.get(lines.size() - 2)).isEqualTo("0 }  | WEBSOCKET PLAIN after");
  }

  @Test
  void longMessagesAreCut() {
    Dialogue dialogue = client(opened(""), FIN | 1, "x".repeat(70_000));
    List<String> lines = Said.of(dialogue, ContentLimits.DEFAULT, left -> 9000);
    assertThat(lines.get(2)).startsWith("0 }  | WEBSOCKET PLAIN! xxx").endsWith("[CUT]");
    assertThat(lines.get(3)).isEqualTo("0 message of 70000 FROM_CLIENT");
  }

  private static byte[] deflated(Deflater deflater, byte[] plain) {
    deflater.setInput(plain);
    byte[] packed = new byte[plain.length + 100];
    int size = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(packed, size - 4);
  }
}
