// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Editor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Http1BodiesTest {
  private static final String LENGTH =
      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nDigest: x\r\nServer: y\r\n\r\nsecret";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsec\r\n3\r\nret\r\n0\r\nT: 1\r\n\r\n";

  /** Doubles every byte, or puts an asterisk in its place. */
  private record Starred(boolean keepsLength) implements BodyEditor {
    @Override
    public void edit(ByteBuf bytes, Editor.Out out) {
      String star = keepsLength ? "*" : "**";
      out.pass(
          Unpooled.copiedBuffer(star.repeat(bytes.readableBytes()), StandardCharsets.US_ASCII));
    }

    @Override
    public void end(Editor.Out out) {}
  }

  @Test
  void aBodyOfTheSameLengthKeepsItsHeadButNoDigest() {
    assertThat(edited(LENGTH, true, 1000))
        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nServer: y\r\n\r\n******");
  }

  @Test
  void aBodyOfAnotherLengthComesInChunks() {
    assertThat(edited(LENGTH, false, 1000))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nServer: y\r\ntransfer-encoding: chunked\r\n\r\n"
                + "c\r\n************\r\n0\r\n\r\n");
  }

  @Test
  void anOldVersionIsToldTheLength() {
    String old = LENGTH.replace("HTTP/1.1", "HTTP/1.0");
    assertThat(edited(old, false, 1000))
        .isEqualTo("HTTP/1.0 200 OK\r\nServer: y\r\ncontent-length: 12\r\n\r\n************");
  }

  @Test
  void chunksStayChunksAndTheTrailerStays() {
    assertThat(edited(CHUNKED, false, 1000))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "6\r\n******\r\n6\r\n******\r\n0\r\nT: 1\r\n\r\n");
  }

  @Test
  void aBodyUntilTheEndOfTheConnectionIsEdited() {
    assertThat(edited("HTTP/1.1 200 OK\r\n\r\nsecret", false, 1000))
        .isEqualTo("HTTP/1.1 200 OK\r\n\r\n************");
  }

  @Test
  void interimAnswersAndMessagesWithoutBodyPassAsTheyAre() {
    String interim = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
    assertThat(edited(interim + LENGTH, true, 1000)).startsWith(interim).endsWith("\n******");
    String none = "HTTP/1.1 204 No Content\r\nDigest: kept\r\n\r\n";
    assertThat(edited(none, true, 1000)).isEqualTo(none);
  }

  @Test
  void noCutMakesADifferenceToTheBody() {
    for (String message : new String[] {LENGTH, CHUNKED}) {
      for (int piece = 1; piece < message.length(); piece++) {
        assertThat(edited(message, true, piece).replaceAll("[^*]", "")).isEqualTo("******");
        assertThat(edited(message, false, piece).replaceAll("[^*]", "")).isEqualTo("*".repeat(12));
        assertThat(edited(message, false, piece)).doesNotContain("sec").doesNotContain("ret\r");
      }
    }
  }

  private static String edited(String message, boolean keepsLength, int piece) {
    Observation.RequestHead head =
        new Observation.RequestHead(
            0, 0, 0, new HttpOperation("GET", "/", Protocol.HTTP1), "x", "/");
    Editor editor =
        new Http1Bodies(ProtocolLimits.DEFAULT)
            .editor(
                Direction.FROM_SERVER,
                head,
                (direction, view) -> Optional.of(new Starred(keepsLength)))
            .orElseThrow();
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    Editor.Out out =
        bytes -> {
          passed.writeBytes(ByteBufUtil.getBytes(bytes));
          bytes.release();
        };
    for (int i = 0; i < message.length(); i += piece) {
      String part = message.substring(i, Math.min(message.length(), i + piece));
      editor.edit(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1), out);
    }
    editor.end(out);
    return passed.toString(StandardCharsets.ISO_8859_1);
  }
}
