// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Dialogue;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class Http2DecoderTest {
  private static final Direction CLIENT = Direction.FROM_CLIENT;
  private static final Direction SERVER = Direction.FROM_SERVER;

  private static String shape(Dialogue dialogue) {
    Dialogue.Heard whole = dialogue.heard();
    assertThat(whole.protocol()).isEqualTo(Protocol.HTTP2);
    assertThat(dialogue.heard(Dialogue.byteByByte())).isEqualTo(whole);
    StringBuilder shape = new StringBuilder();
    for (Observation each : whole.observations()) {
      switch (each) {
        case Observation.RequestHead head ->
            shape.append(head.stream()).append('>').append(head.operation().key()).append(' ');
        case Observation.RequestEnd end ->
            shape.append(end.stream()).append("> ").append(end.bytes()).append(' ');
        case Observation.ResponseHead head ->
            shape
                .append(head.stream())
                .append('<')
                .append(head.status())
                .append(head.failed() ? "! " : " ");
        case Observation.ResponseEnd end ->
            shape.append(end.stream()).append("< ").append(end.bytes()).append(' ');
        case Observation.StatusSeen seen ->
            shape
                .append(seen.stream())
                .append('=')
                .append(seen.status())
                .append(seen.failed() ? "! " : " ");
        case Observation.GivenUp givenUp -> shape.append(givenUp.stream()).append("X ");
        case Observation.RowsSeen seen -> throw new AssertionError(seen);
        case Observation.OperationNamed named -> {}
        case Observation.MessageSeen message -> {}
        case Observation.TlsSeen tls -> {}
        case Observation.NameSeen name -> shape.append('@').append(name.name()).append(' ');
      }
    }
    String reason = whole.visibility();
    return shape
        + (reason.contains("OPERATION")
            ? reason.replaceAll(".*OPERATION=([^,}]*).*", "!$1")
            : "ok");
  }

  @Test
  void multiplexedStreamsAreExchangesOfTheirOwn() {
    assertThat(shape(Http2Script.sample()).replaceAll("([<>]) \\d+", "$1"))
        .isEqualTo(
            "@shop.example 1>shop.v1.Stock/Reserve 1> 3>GET /orders/{id} 3> "
                + "5>shop.v1.Stock/Watch 3<200 1<0 3< 1=0 1< 5<0 5=14! 5< 5X ok");
  }

  @Test
  void anUpgradeGoesOnWithTheAnswerOnTheFirstStream() {
    assertThat(shape(Http2Script.upgraded()).replaceAll("([<>]) \\d+", "$1"))
        .isEqualTo(
            "@a 0>GET /a 0> 0<200 0< 1>GET /orders/{id} 1> 1<200 1< "
                + "@shop.example 3>DELETE /b 3> 3<503! 3< ok");
  }

  @Test
  void sizesCountTheFramesOfTheStream() {
    Dialogue dialogue =
        new Http2Script()
            .request(1, false, "PUT", "/a")
            .data(CLIENT, 1, false, "12345")
            .data(CLIENT, 1, true, "")
            .answer(1, true, ":status", "204")
            .dialogue();
    int head = dialogue.said().get(5).bytes().length;
    int answer = dialogue.said().get(8).bytes().length;
    assertThat(shape(dialogue))
        .isEqualTo("@shop.example 1>PUT /a 1> " + (head + 14 + 9) + " 1<204 1< " + answer + " ok");
  }

  @Test
  void interimAnswersAndTrailersAreFollowed() {
    Dialogue dialogue =
        new Http2Script()
            .request(1, false, "POST", "/a")
            .answer(1, false, ":status", "100")
            .data(CLIENT, 1, false, "x")
            .heads(CLIENT, 1, true, "x-sum", "1")
            .answer(1, false, ":status", "500")
            .data(SERVER, 1, false, "y")
            .answer(1, true, "x-sum", "2")
            .dialogue();
    assertThat(shape(dialogue).replaceAll("([<>]) \\d+", "$1"))
        .isEqualTo("@shop.example 1>POST /a 1> 1<500! 1< ok");
  }

  @Test
  void aHeaderBlockMayBeSplitPaddedAndPrioritised() {
    Http2Script script = new Http2Script();
    byte[] block = script.block(CLIENT, 1, ":method", "GET", ":path", "/a", ":scheme", "http");
    byte[] first = new byte[6 + 2 + 3];
    first[0] = 3;
    System.arraycopy(block, 0, first, 6, 2);
    script.frame(CLIENT, 1, 0x08 | 0x20 | 0x01, 1, first);
    script.frame(CLIENT, 9, 0, 1, Arrays.copyOfRange(block, 2, 4));
    script.frame(CLIENT, 9, 4, 1, Arrays.copyOfRange(block, 4, block.length));
    assertThat(shape(script.dialogue()).replaceAll("([<>]) \\d+", "$1"))
        .isEqualTo("1>GET /a 1> ok");
  }

  @Test
  void paddedDataIsCountedWhole() {
    Dialogue dialogue =
        new Http2Script()
            .request(1, false, "PUT", "/a")
            .client(0, 8 | 1, 1, "02 41 0000")
            .client(0, 0, 3, "41")
            .dialogue();
    assertThat(shape(dialogue))
        .contains("1> " + (dialogue.said().get(5).bytes().length + 13) + " ok");
  }

  @Test
  void theCompressionTableFollowsTheSettings() {
    Dialogue dialogue =
        new Http2Script()
            .server(4, 0, 0, "0001 00000000")
            .client(4, 1, 0, "")
            .frame(CLIENT, 1, 5, 1, Dialogue.hex("20 82 84 86"))
            .dialogue();
    assertThat(shape(dialogue).replaceAll("([<>]) \\d+", "$1")).isEqualTo("1>GET / 1> ok");
    Dialogue tooLarge =
        new Http2Script().frame(CLIENT, 1, 5, 1, Dialogue.hex("3fe1ff03 82 84 86")).dialogue();
    assertThat(shape(tooLarge)).isEqualTo("!HTTP/2 header block is malformed");
  }

  @Test
  void misplacedAndMalformedFramesAreRefused() {
    List<Dialogue> wrong =
        List.of(
            new Http2Script().client(9, 4, 1, "82").dialogue(),
            new Http2Script().client(1, 0, 1, "82").client(0, 0, 1, "41").dialogue(),
            new Http2Script().client(1, 0, 1, "82").client(9, 4, 3, "84").dialogue(),
            new Http2Script().client(1, 4, 0, "82").dialogue(),
            new Http2Script().client(0, 0, 0, "41").dialogue(),
            new Http2Script().client(0, 8, 1, "01").dialogue(),
            new Http2Script().client(1, 4 | 8, 1, "05 82").dialogue(),
            new Http2Script().client(4, 0, 0, "00").dialogue(),
            new Http2Script().client(1, 5, 1, "82").dialogue(),
            new Http2Script().client(1, 5, 2, "82 84 86").dialogue(),
            new Http2Script().client(1, 5, 1, "ff ff ff ff ff ff").dialogue(),
            new Http2Script().request(1, true, "GET", "/").request(1, false, "GET", "/").dialogue(),
            new Http2Script().request(1, true, "GET", "/").data(SERVER, 1, true, "x").dialogue(),
            new Http2Script().request(1, true, "GET", "/").answer(1, true, "a", "b").dialogue());
    for (Dialogue each : wrong) {
      Dialogue.Heard heard = each.heard();
      assertThat(heard.finished()).isTrue();
      assertThat(heard.visibility()).contains("OPERATION=HTTP/2");
    }
  }

  @Test
  void limitsHold() {
    Http2Script many = new Http2Script();
    for (int i = 0; i < 1025; i++) {
      many.request(1 + 2 * i, true, "GET", "/a");
    }
    assertThat(shape(many.dialogue())).endsWith("!more open streams than the limit");
    Http2Script flood = new Http2Script().client(1, 0, 1, "82");
    byte[] part = new byte[16384];
    for (int i = 0; i < 5; i++) {
      flood.frame(CLIENT, 9, 0, 1, part);
    }
    assertThat(shape(flood.dialogue())).endsWith("!head larger than the limit");
    Http2Script settings = new Http2Script();
    for (int i = 0; i < 20; i++) {
      settings.server(4, 0, 0, "");
    }
    assertThat(shape(settings.dialogue())).contains("!more unconfirmed settings");
  }

  @Test
  void onlyPlainNamesBecomeCalls() {
    assertThat(GrpcStatus.operation("/a.B/C")).isNotNull();
    for (String path :
        new String[] {"/", "/a", "/a/", "//b", "/a/b/c", "/a b/c", "/a/b?c", "a/b"}) {
      assertThat(GrpcStatus.operation(path)).as(path).isNull();
    }
    assertThat(GrpcStatus.of("7", 200)).isEqualTo(7);
    assertThat(GrpcStatus.of("x", 200)).isEqualTo(2);
    assertThat(GrpcStatus.of(null, 503)).isEqualTo(14);
    assertThat(GrpcStatus.isRpc("application/grpc-web")).isFalse();
  }

  @Test
  void aFloodOfContinuationsIsRefused() {
    Http2Script script = new Http2Script();
    byte[] block = script.block(Direction.FROM_CLIENT, 1, ":method", "GET", ":path", "/");
    script.frame(Direction.FROM_CLIENT, 1, 0, 1, block);
    for (int i = 0; i < 1000; i++) {
      script.client(9, 0, 1, "");
    }
    assertThat(shape(script.dialogue())).isEqualTo("!head in more frames than are read");
  }

  @Test
  void aHeadInAFewContinuationsIsRead() {
    Http2Script script = new Http2Script();
    byte[] block =
        script.block(
            Direction.FROM_CLIENT, 1, ":method", "GET", ":path", "/a", "x", "y".repeat(500));
    script.frame(Direction.FROM_CLIENT, 1, 1, 1, java.util.Arrays.copyOf(block, 10));
    for (int i = 10; i < block.length; i += 50) {
      int end = Math.min(block.length, i + 50);
      int flags = end == block.length ? 4 : 0;
      script.frame(Direction.FROM_CLIENT, 9, flags, 1, java.util.Arrays.copyOfRange(block, i, end));
    }
    assertThat(shape(script.dialogue())).startsWith("1>GET /a ");
  }

  @Test
  void rapidResetsAreCountedAndLeaveNothingBehind() {
    Http2Script script = new Http2Script();
    for (int i = 0; i < 3000; i++) {
      script.request(1 + 2 * i, true, "GET", "/a").client(3, 0, 1 + 2 * i, "00000008");
    }
    Dialogue.Heard heard = script.dialogue().heard();
    assertThat(heard.finished()).isFalse();
    assertThat(heard.observations().stream().filter(Observation.GivenUp.class::isInstance))
        .hasSize(3000);
  }
}
