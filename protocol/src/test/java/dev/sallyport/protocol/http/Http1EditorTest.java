// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.HeadView;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Editor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Http1EditorTest {

  /** Writes capitals, but keeps the last letters back as something that may go on would. */
  private static final class Shouting implements BodyEditor {
    private final StringBuilder held = new StringBuilder();
    private final boolean longer;

    Shouting(boolean longer) {
      this.longer = longer;
    }

    @Override
    public boolean keepsLength() {
      return !longer;
    }

    @Override
    public void edit(ByteBuf bytes, Editor.Out out) {
      held.append(bytes.toString(ISO_8859_1).toUpperCase(java.util.Locale.ROOT));
      pass(Math.max(0, held.length() - 3), out);
    }

    @Override
    public void end(Editor.Out out) {
      if (longer) {
        held.append("!!");
      }
      pass(held.length(), out);
    }

    private void pass(int length, Editor.Out out) {
      if (length > 0) {
        out.pass(Unpooled.copiedBuffer(held.substring(0, length), ISO_8859_1));
        held.delete(0, length);
      }
    }
  }

  private static Editing.BodyEditors editors(boolean longer, boolean answers) {
    return new Editing.BodyEditors() {
      @Override
      public Optional<BodyEditor> editor(Direction direction, HeadView head) {
        return Optional.of(new Shouting(longer));
      }

      @Override
      public boolean editsAnswers() {
        return answers;
      }
    };
  }

  private static String through(
      Direction direction, String method, Editing.BodyEditors editors, String sent, int size) {
    Http1Editor editor = new Http1Editor(direction, method, editors, ProtocolLimits.DEFAULT);
    StringBuilder passed = new StringBuilder();
    Editor.Out out =
        bytes -> {
          passed.append(bytes.toString(ISO_8859_1));
          bytes.release();
        };
    byte[] octets = sent.getBytes(ISO_8859_1);
    for (int from = 0; from < octets.length; from += size) {
      int length = Math.min(size, octets.length - from);
      editor.edit(Unpooled.copiedBuffer(octets, from, length), out);
    }
    editor.end(out);
    editor.abandon();
    return passed.toString();
  }

  private static void answer(boolean longer, String sent, String expected) {
    for (int size = 1; size <= sent.length(); size++) {
      assertThat(through(Direction.FROM_SERVER, "GET", editors(longer, true), sent, size))
          .as("pieces of %d", size)
          .isEqualTo(expected);
    }
  }

  @Test
  void bodyThatKeepsItsLengthKeepsItsFraming() {
    answer(
        false,
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nETag: \"x\"\r\nDigest: md5=y\r\n\r\nhello world",
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nETag: \"x\"\r\n\r\nHELLO WORLD");
    answer(
        false,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n2\r\no \r\n5\r\nworld\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nHELL\r\n2\r\nO \r\n5\r\nWORLD\r\n0\r\nX: y\r\n\r\n");
    answer(
        false,
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nuntil the end",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nUNTIL THE END");
  }

  @Test
  void bodyThatChangesItsLengthIsSentInChunks() {
    String sent =
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nETag: \"x\"\r\nServer: a\r\n\r\nhello world";
    assertThat(through(Direction.FROM_SERVER, "GET", editors(true, true), sent, sent.length()))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nServer: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "8\r\nHELLO WO\r\n5\r\nRLD!!\r\n0\r\n\r\n");
    for (int size = 1; size < sent.length(); size++) {
      String passed = through(Direction.FROM_SERVER, "GET", editors(true, true), sent, size);
      assertThat(passed.replaceAll("\r\n[0-9a-f]+\r\n|\r\n", "")).contains("HELLO WORLD!!");
    }
    answer(true, "HTTP/1.1 200 OK\r\n\r\nuntil the end", "HTTP/1.1 200 OK\r\n\r\nUNTIL THE END!!");
  }

  @Test
  void requestAsksOnlyForAnswersThatCanBeChanged() {
    String sent =
        "POST /a HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, br\r\nRange: bytes=0-1\r\nContent-Length: 2\r\n\r\nhi";
    for (int size = 1; size <= sent.length(); size++) {
      assertThat(through(Direction.FROM_CLIENT, "POST", editors(false, true), sent, size))
          .isEqualTo(
              "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nAccept-Encoding: identity\r\n\r\nHI");
      assertThat(through(Direction.FROM_CLIENT, "POST", editors(false, false), sent, size))
          .isEqualTo(sent.replace("\r\n\r\nhi", "\r\n\r\nHI"));
    }
  }

  @Test
  void whatHasNoBodyPassesAsItIs() {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n";
    assertThat(through(Direction.FROM_SERVER, "HEAD", editors(true, true), head, 5))
        .isEqualTo(head);
    String none = "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n";
    assertThat(through(Direction.FROM_SERVER, "GET", editors(true, true), none, 9)).isEqualTo(none);
    String switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nraw bytes";
    assertThat(through(Direction.FROM_SERVER, "GET", editors(true, true), switched, 7))
        .isEqualTo(switched);
  }
}
