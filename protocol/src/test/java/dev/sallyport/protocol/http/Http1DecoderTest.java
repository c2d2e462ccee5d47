// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Dialogue;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http1DecoderTest {
  private static final String GET = "GET /orders/17 HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  private static String shape(Dialogue dialogue) {
    Dialogue.Heard whole = dialogue.heard();
    assertThat(dialogue.heard(Dialogue.byteByByte())).isEqualTo(whole);
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      assertThat(dialogue.heard(Dialogue.random(random))).isEqualTo(whole);
    }
    StringBuilder shape = new StringBuilder();
    for (Observation each : whole.observations()) {
      switch (each) {
        case Observation.RequestHead head ->
            shape.append(head.stream()).append('>').append(head.operation().key()).append(' ');
        case Observation.RequestEnd end ->
            shape.append(end.stream()).append("> ").append(end.bytes()).append(' ');
        case Observation.ResponseHead head ->
            shape.append(head.stream()).append('<').append(head.status()).append(' ');
        case Observation.ResponseEnd end ->
            shape.append(end.stream()).append("< ").append(end.bytes()).append(' ');
        case Observation.StatusSeen seen -> shape.append(seen.stream()).append("= ");
        case Observation.GivenUp givenUp -> shape.append(givenUp.stream()).append("X ");
        case Observation.RowsSeen seen -> throw new AssertionError(seen);
        case Observation.OperationNamed named -> {}
        case Observation.MessageSeen message ->
            shape.append(message.stream()).append("~").append(message.bytes()).append(" ");
        case Observation.TlsSeen tls -> {}
        case Observation.NameSeen name -> {}
      }
    }
    String reason = whole.visibility();
    return shape
        + (reason.contains("OPERATION")
            ? reason.replaceAll(".*OPERATION=([^,}]*).*", "!$1")
            : "ok");
  }

  private static String refusal(String request) {
    String shape = shape(Dialogue.empty().client(request));
    return shape.contains("!") ? shape.substring(shape.indexOf('!') + 1) : "none";
  }

  private static String answerRefusal(String answer) {
    String shape = shape(Dialogue.empty().client(GET).server(answer));
    return shape.contains("!") ? shape.substring(shape.indexOf('!') + 1) : "none";
  }

  @Test
  void aRequestAndItsAnswerAreOneExchange() {
    assertThat(shape(Dialogue.empty().client(GET).server(OK)))
        .isEqualTo("0>GET /orders/{id} 0> 52 0<200 0< 40 ok");
  }

  @Test
  void offsetsAndNamesAreExact() {
    List<Observation> seen =
        Dialogue.empty().client(GET + GET).server(OK + OK).heard().observations();
    HttpOperation operation = new HttpOperation("GET", "/orders/{id}", Protocol.HTTP1);
    assertThat(seen)
        .containsExactly(
            new Observation.NameSeen(0, 0, "shop.example", Observation.NameSource.HTTP_AUTHORITY),
            new Observation.RequestHead(0, 0, 52, operation, "shop.example", "/orders/17"),
            new Observation.RequestEnd(0, 0, 52, 52),
            new Observation.RequestHead(1, 0, 104, operation, "shop.example", "/orders/17"),
            new Observation.RequestEnd(1, 0, 104, 52),
            new Observation.ResponseHead(0, 0, 38, 200, false),
            new Observation.ResponseEnd(0, 0, 40, 40),
            new Observation.ResponseHead(1, 0, 78, 200, false),
            new Observation.ResponseEnd(1, 0, 80, 40));
  }

  @Test
  void bodiesByLengthAndByChunksAreFollowed() {
    String post =
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n"
            + "PUT /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
    assertThat(shape(Dialogue.empty().client(post).server(OK).server(OK)))
        .isEqualTo("0>POST /a 0> 97 1>PUT /b 1> 41 0<200 0< 40 1<200 1< 40 ok");
  }

  @Test
  void anAnswerToHeadHasNoBody() {
    assertThat(
            shape(
                Dialogue.empty()
                    .client("HEAD / HTTP/1.1\r\n\r\n")
                    .server("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
                    .client("GET / HTTP/1.1\r\n\r\n")
                    .server("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n")
                    .client("GET / HTTP/1.1\r\n\r\n")
                    .server("HTTP/1.1 204 No Content\r\n\r\n")))
        .isEqualTo(
            "0>HEAD / 0> 19 0<200 0< 40 1>GET / 1> 18 1<304 1< 48 2>GET / 2> 18 2<204 2< 27 ok");
  }

  @Test
  void interimAnswersBelongToTheFinalOne() {
    assertThat(
            shape(
                Dialogue.empty()
                    .client("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                    .server("HTTP/1.1 100 Continue\r\n\r\n")
                    .client("ab")
                    .server("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK)))
        .isEqualTo("0>POST / 0> 62 0<200 0< 102 ok");
  }

  @Test
  void anAnswerWithoutLengthEndsWithTheConnection() {
    assertThat(
            shape(
                Dialogue.empty()
                    .client("GET / HTTP/1.0\r\n\r\n")
                    .server("HTTP/1.0 200 OK\r\n\r\nsome body")))
        .isEqualTo("0>GET / 0> 18 0<200 0< 28 ok");
  }

  @Test
  void anAnswerMayComeBeforeTheRequestIsWhole() {
    assertThat(
            shape(
                Dialogue.empty()
                    .client("POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\nabc")
                    .server("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
                    .client("def" + GET)
                    .server(OK)))
        .isEqualTo("0>POST / 0<413 0< 45 0> 44 1>GET /orders/{id} 1> 52 1<200 1< 40 ok");
  }

  @Test
  void anUpgradeToWebSocketIsNamedAndItsMessagesCounted() {
    Dialogue dialogue =
        Dialogue.empty()
            .client("GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
            .server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u0081\u0001a")
            .client("\u0081\u0002");
    assertThat(shape(dialogue)).isEqualTo("0>GET /chat 0> 63 0<101 0< 56 0~1 ok");
    assertThat(dialogue.heard().protocol()).isEqualTo(Protocol.WEBSOCKET);
    assertThat(dialogue.heard().visibility()).contains("WebSocket frame is malformed");
    assertThat(dialogue.heard().finished()).isTrue();
  }

  @Test
  void anUpgradeThatIsDeclinedGoesOnAsHttp() {
    assertThat(
            shape(
                Dialogue.empty()
                    .client("GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
                    .server(OK)
                    .client(GET)
                    .server(OK)))
        .isEqualTo("0>GET / 0> 53 0<200 0< 40 1>GET /orders/{id} 1> 52 1<200 1< 40 ok");
  }

  @Test
  void bytesBeforeTheAnswerToAnUpgradeAreNotUnderstood() {
    String upgrade = "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
    assertThat(refusal(upgrade + GET)).isEqualTo(Refusal.BEFORE_UPGRADE.reason());
    assertThat(answerRefusal("HTTP/1.1 101 Switching Protocols\r\n\r\n"))
        .isEqualTo(Refusal.UPGRADE_NOT_ASKED.reason());
  }

  @Test
  void aTunnelIsOpaqueOnceItIsOpen() {
    Dialogue asked = Dialogue.empty().client("CONNECT api.example:443 HTTP/1.1\r\n\r\n");
    assertThat(shape(asked.server("HTTP/1.1 200 OK\r\n\r\n").client("\u0016\u0003\u0001")))
        .isEqualTo("0>CONNECT {authority} 0> 36 0<200 0< 19 ok");
    assertThat(shape(asked.server("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n").client(GET)))
        .isEqualTo("0>CONNECT {authority} 0> 36 0<403 0< 38 1>GET /orders/{id} 1> 52 ok");
  }

  @Test
  void formsOfTargetsAreNamed() {
    assertThat(shape(Dialogue.empty().client("OPTIONS * HTTP/1.1\r\n\r\n"))).contains("OPTIONS *");
    List<Observation> seen =
        Dialogue.empty()
            .client("GET http://API.example:81/a?b=c HTTP/1.1\r\nHost: other\r\n\r\n")
            .heard()
            .observations();
    assertThat(seen.get(1))
        .isEqualTo(
            new Observation.RequestHead(
                0, 0, 57, new HttpOperation("GET", "/a", Protocol.HTTP1), "api.example", "/a?b=c"));
  }

  @Test
  void anEmptyLineBeforeARequestIsIgnored() {
    assertThat(shape(Dialogue.empty().client("\r\n" + GET)))
        .isEqualTo("0>GET /orders/{id} 0> 54 ok");
    assertThat(shape(Dialogue.empty().client(GET + "\r\n\r\n" + GET).server(OK + OK)))
        .isEqualTo("0>GET /orders/{id} 0> 52 1>GET /orders/{id} 1> 56 0<200 0< 40 1<200 1< 40 ok");
  }

  @Test
  void ambiguousLengthsAreRefused() {
    String post = "POST / HTTP/1.1\r\n";
    assertThat(refusal(post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"))
        .isEqualTo(Refusal.SEVERAL_LENGTHS.reason());
    assertThat(refusal(post + "Content-Length: 1, 1\r\n\r\n")).isEqualTo(Refusal.LENGTH.reason());
    assertThat(refusal(post + "Content-Length: +1\r\n\r\n")).isEqualTo(Refusal.LENGTH.reason());
    assertThat(refusal(post + "Content-Length: 0x1\r\n\r\n")).isEqualTo(Refusal.LENGTH.reason());
    assertThat(refusal(post + "Content-Length:\r\n\r\n")).isEqualTo(Refusal.LENGTH.reason());
    assertThat(refusal(post + "Content-Length: 99999999999999999999\r\n\r\n"))
        .isEqualTo(Refusal.LENGTH.reason());
    assertThat(refusal(post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .isEqualTo(Refusal.LENGTH_AND_CODING.reason());
    assertThat(refusal(post + "Content-Length: 0\r\n\r\n")).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xchunked",
        "chunked, identity",
        "gzip",
        "chunked, chunked",
        "gzip, chunked",
        "chunked;q=1",
        "\"chunked\"",
        ""
      })
  void codingsThatAreNotExactlyChunkedAreRefused(String coding) {
    assertThat(refusal("POST / HTTP/1.1\r\nTransfer-Encoding: " + coding + "\r\n\r\n"))
        .isEqualTo(Refusal.CODING.reason());
  }

  @Test
  void codingsInOtherPlacesAreRefused() {
    assertThat(refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .isEqualTo(Refusal.CODING_VERSION.reason());
    assertThat(
            refusal(
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .isEqualTo(Refusal.CODING.reason());
    assertThat(refusal("POST / HTTP/1.1\r\nTransfer-Encoding: \u000bchunked\r\n\r\n"))
        .isEqualTo(Refusal.CONTROL.reason());
    assertThat(refusal("POST / HTTP/1.1\r\nTRANSFER-ENCODING: Chunked \t\r\n\r\n0\r\n\r\n"))
        .isEqualTo("none");
  }

  @Test
  void malformedHeadsAreRefused() {
    String get = "GET / HTTP/1.1\r\n";
    assertThat(refusal(get + "A: b\r\n c\r\n\r\n")).isEqualTo(Refusal.FOLDED.reason());
    assertThat(refusal(get + " A: b\r\n\r\n")).isEqualTo(Refusal.FOLDED.reason());
    assertThat(refusal(get + "A : b\r\n\r\n")).isEqualTo(Refusal.FIELD_NAME.reason());
    assertThat(refusal(get + "A\r\n\r\n")).isEqualTo(Refusal.FIELD_NAME.reason());
    assertThat(refusal(get + ": b\r\n\r\n")).isEqualTo(Refusal.FIELD_NAME.reason());
    assertThat(refusal(get + "A: b\rX: c\r\n\r\n")).isEqualTo(Refusal.BARE_CR.reason());
    assertThat(refusal(get + "A: b\nX: c\r\n\r\n")).isEqualTo(Refusal.BARE_LF.reason());
    assertThat(refusal("GET / HTTP/1.1\n\n")).isEqualTo(Refusal.BARE_LF.reason());
    assertThat(refusal(get + "A: b\u0000\r\n\r\n")).isEqualTo(Refusal.CONTROL.reason());
    assertThat(refusal(get + "Host: a\r\nHost: b\r\n\r\n"))
        .isEqualTo(Refusal.SEVERAL_HOSTS.reason());
    assertThat(refusal("GET / HTTP/1.2\r\n\r\n")).isEqualTo(Refusal.VERSION.reason());
    assertThat(refusal(GET + "GET foo HTTP/1.1\r\n\r\n")).isEqualTo(Refusal.TARGET.reason());
    assertThat(refusal(GET + "G\u0000T / HTTP/1.1\r\n\r\n")).isEqualTo(Refusal.NOT_HTTP.reason());
  }

  @Test
  void whatOnlyLooksLikeHttpIsNotCalledHttp() {
    Dialogue.Heard heard =
        Dialogue.empty().client("OPTIONS /x RTSP/1.0\r\nCSeq: 1\r\n\r\n").heard();
    assertThat(heard.protocol()).isEqualTo(Protocol.TCP);
    assertThat(heard.observations()).isEmpty();
    assertThat(heard.finished()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g\r\n",
        "\r\n",
        " 5\r\nhello\r\n",
        "5 \r\nhello\r\n",
        "0x5\r\nhello\r\n",
        "5\nhello\r\n",
        "5\r\nhelloX\r\n",
        "5\r\nhello\n",
        "-1\r\n"
      })
  void malformedChunksAreRefused(String chunks) {
    assertThat(refusal("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))
        .isEqualTo(Refusal.CHUNK.reason());
  }

  @Test
  void chunkLimitsAndTrailersHold() {
    String post = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(refusal(post + "ffffffffffffffffff\r\n")).isEqualTo(Refusal.CHUNK_SIZE.reason());
    assertThat(refusal(post + "80000000\r\n")).isEqualTo(Refusal.CHUNK_SIZE.reason());
    assertThat(refusal(post + "000000001\r\n")).isEqualTo(Refusal.CHUNK_SIZE.reason());
    assertThat(refusal(post + "1;a=b\r\n")).isEqualTo(Refusal.CHUNK_EXTENSION.reason());
    assertThat(refusal(post + "0\r\nContent-Length: 3\r\n\r\n"))
        .isEqualTo(Refusal.TRAILER.reason());
    assertThat(refusal(post + "0\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
        .isEqualTo(Refusal.TRAILER_BYTES.reason());
    assertThat(refusal(post + "0\r\nX: y\r\n\r\n")).isEqualTo("none");
  }

  @Test
  void headLimitsHold() {
    assertThat(refusal("GET /" + "x".repeat(70_000))).isEqualTo(Refusal.HEAD_BYTES.reason());
    assertThat(refusal("GET /" + "x".repeat(60_000) + " HTTP/1.1\r\n\r\n")).isEqualTo("none");
    assertThat(refusal("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(201) + "\r\n"))
        .isEqualTo(Refusal.HEADERS.reason());
    assertThat(refusal(GET.repeat(129))).isEqualTo(Refusal.PIPELINED.reason());
    assertThat(answerRefusal("HTTP/1.1 100 Continue\r\n\r\n".repeat(40)))
        .isEqualTo(Refusal.INTERIM_ANSWERS.reason());
  }

  @Test
  void answersThatDoNotFitAreRefused() {
    assertThat(answerRefusal(OK + OK)).isEqualTo(Refusal.ANSWER_WITHOUT_REQUEST.reason());
    assertThat(answerRefusal("HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\n"))
        .isEqualTo(Refusal.BODY_NOT_ALLOWED.reason());
    assertThat(answerRefusal("HTTP/1.1 20 No\r\n\r\n")).isEqualTo(Refusal.STATUS.reason());
    assertThat(answerRefusal("HTTP/1.1 2000 No\r\n\r\n")).isEqualTo(Refusal.STATUS.reason());
    assertThat(answerRefusal("SMTP\r\n")).isEqualTo(Refusal.NOT_HTTP.reason());
    assertThat(answerRefusal("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\nx"))
        .isEqualTo(Refusal.AFTER_CLOSE.reason());
    assertThat(
            shape(
                Dialogue.empty()
                    .client("GET /slow HTTP/1.1\r\n")
                    .server("HTTP/1.1 408 No\r\n\r\n")))
        .endsWith(Refusal.ANSWER_TOO_EARLY.reason());
  }

  @Test
  void madeUpMethodsDoNotBecomeNames() {
    assertThat(shape(Dialogue.empty().client("X-SECRET /a HTTP/1.1\r\n\r\n")))
        .contains(">OTHER /a");
  }
}
