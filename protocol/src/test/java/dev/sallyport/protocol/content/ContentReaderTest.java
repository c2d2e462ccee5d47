// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.Dialogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentReaderTest {
  private static final String JSON_RPC =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}";

  /** Reads it whole, byte by byte and in random pieces, which must make no difference. */
  private static List<String> said(Dialogue dialogue) {
    List<String> whole = Said.of(dialogue);
    assertThat(Said.of(dialogue, ContentLimits.DEFAULT, Dialogue.byteByByte())).isEqualTo(whole);
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      assertThat(Said.of(dialogue, ContentLimits.DEFAULT, Dialogue.random(random)))
          .isEqualTo(whole);
    }
    return whole;
  }

  private static Dialogue post(String path, String type, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String head =
        "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, type, length);
    return Dialogue.empty()
        .client(head)
        .with(Direction.FROM_CLIENT, body.getBytes(StandardCharsets.UTF_8))
        .server("HTTP/1.1 204 No Content\r\n\r\n");
  }

  private static String call(String path, String type, String body) {
    return said(post(path, type, body)).stream()
        .filter(line -> line.contains(" calls "))
        .findFirst()
        .map(line -> line.substring(line.indexOf("calls ") + 6))
        .orElse("none");
  }

  private static String json(String path, String body) {
    return call(path, "application/json", body);
  }

  @Test
  void requestsAndAnswersComeWithTheirBodies() {
    Dialogue dialogue =
        Dialogue.empty()
            .client("POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
            .client("Transfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi")
            .client("GET /b HTTP/1.1\r\nHost: x\r\n\r\n")
            .server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    assertThat(said(dialogue))
        .containsExactly(
            "0 > POST /a?b=c | JSON JSON {\"a\":1}",
            "0 < 200 | TEXT PLAIN hi",
            "1 > GET /b",
            "1 < 404");
  }

  @Test
  void aMessageThatIsCutShortIsHandedOutAsIncomplete() {
    Dialogue dialogue =
        Dialogue.empty()
            .client("POST / HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nabc");
    assertThat(said(dialogue)).containsExactly("0 > POST / | TEXT PLAIN! abc [INCOMPLETE]");
  }

  @Test
  void gzipIsTakenOffWhileTheBytesPass() throws IOException {
    byte[] body = MessageAssemblerTest.gzip("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    Dialogue dialogue =
        Dialogue.empty()
            .client("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .server(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                    + "Content-Length: "
                    + body.length
                    + "\r\n\r\n")
            .with(Direction.FROM_SERVER, body);
    assertThat(said(dialogue)).containsExactly("0 > GET /", "0 < 200 | JSON JSON {\"a\":1}");
  }

  @Test
  void jsonRpcIsNamedByItsMethod() {
    assertThat(json("/rpc", JSON_RPC.formatted("eth_call", "[]"))).isEqualTo("POST /rpc eth_call");
    assertThat(json("/mcp", JSON_RPC.formatted("tools/list", "{}")))
        .isEqualTo("POST /mcp tools/list");
    String search = "{\"arguments\":{\"name\":\"x y\"},\"name\":\"search\"}";
    assertThat(json("/mcp", JSON_RPC.formatted("tools/call", search)))
        .isEqualTo("POST /mcp tools/call search");
    assertThat(json("/mcp", JSON_RPC.formatted("tools/call", "{\"name\":\"a b <c>\"}")))
        .isEqualTo("POST /mcp tools/call");
    assertThat(json("/mcp", JSON_RPC.formatted("4111111111111111", "{}")))
        .isEqualTo("POST /mcp call");
    assertThat(json("/orders", "{\"method\":\"card\",\"id\":1}")).isEqualTo("none");
  }

  @Test
  void batchesAreNamedAsBatches() {
    String one = JSON_RPC.formatted("a", "{}");
    String other = JSON_RPC.formatted("b", "{}");
    assertThat(json("/r", "[" + one + "," + one + "]")).isEqualTo("POST /r a [BATCH]");
    assertThat(json("/r", "[" + one + "," + other + "]")).isEqualTo("POST /r batch [BATCH]");
    assertThat(json("/r", "[1,2]")).isEqualTo("none");
  }

  @Test
  void graphqlIsNamedByItsOperation() {
    assertThat(json("/graphql", "{\"query\":\"query Cart($id: ID!) { cart(id: $id) { total } }\"}"))
        .isEqualTo("POST /graphql query Cart");
    assertThat(json("/graphql", "{\"query\":\"{ users(first: 3) { name } me: user { id } }\"}"))
        .isEqualTo("POST /graphql query {users,user}");
    assertThat(
            json(
                "/api",
                "{\"operationName\":\"B\",\"variables\":{},\"query\":\"query A { a } mutation B { b }\"}"))
        .isEqualTo("POST /api mutation B");
    assertThat(json("/graphql", "{\"query\":\"{ __schema { types { name } } }\"}"))
        .isEqualTo("POST /graphql query {__schema} [INTROSPECTION]");
    assertThat(json("/graphql", "[{\"query\":\"{ a }\"},{\"query\":\"{ a }\"}]"))
        .isEqualTo("POST /graphql query {a} [BATCH]");
    assertThat(call("/x", "application/graphql", "subscription Ticks { ticks }"))
        .isEqualTo("POST /x subscription Ticks");
    assertThat(json("/search", "{\"query\":\"{ a }\"}")).isEqualTo("none");
  }

  @Test
  void manyAliasesAndDeepNestingAreNoted() {
    StringBuilder aliases = new StringBuilder("query Try {");
    for (int i = 0; i < 50; i++) {
      aliases.append(" a").append(i).append(": login(pin: ").append(i).append(")");
    }
    assertThat(json("/graphql", "{\"query\":\"" + aliases + "}\"}"))
        .isEqualTo("POST /graphql query Try [ALIASES]");
    String deep = "{a".repeat(30) + "}".repeat(30);
    assertThat(json("/graphql", "{\"query\":\"" + deep + "\"}"))
        .isEqualTo("POST /graphql query {a} [DEEP]");
  }

  @Test
  void soapIsNamedByTheFirstElementOfItsBody() {
    String body =
        "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"x\"><s:Header/><s:Body><m:Pay><m:a/></m:Pay>"
            + "</s:Body></s:Envelope>";
    assertThat(call("/ws", "text/xml; charset=utf-8", body)).isEqualTo("POST /ws soap Pay");
    assertThat(call("/ws", "application/xml", "<a><b/></a>")).isEqualTo("none");
  }

  @Test
  void madeUpNamesBecomeOne() {
    Dialogue dialogue = Dialogue.empty();
    for (int i = 0; i < 100; i++) {
      dialogue =
          new Dialogue(
              concat(dialogue, post("/r", "application/json", JSON_RPC.formatted("m" + i, "{}"))));
    }
    List<String> lines = Said.of(dialogue);
    assertThat(lines.stream().filter(line -> line.endsWith(" other")).count()).isEqualTo(36);
  }

  private static List<Dialogue.Said> concat(Dialogue one, Dialogue other) {
    List<Dialogue.Said> all = new java.util.ArrayList<>(one.said());
    all.addAll(other.said());
    return all;
  }

  @Test
  void textsOfAStreamAreJoined() {
    String events =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"card 41\"}}]}\r\n\r\n"
            + ": ping\n\n"
            + "event: x\ndata: {\"choices\":[{\"delta\":{\"content\":\"B\"},\"index\":1}]}\n\n"
            + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"11 \\ud83d\"}}]}\n\n"
            + "data:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ude00 é\"}}]}\n\n"
            + "data: [DONE]\n\n";
    byte[] octets = events.getBytes(StandardCharsets.UTF_8);
    Dialogue dialogue =
        Dialogue.empty()
            .client("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .server(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            .with(Direction.FROM_SERVER, octets);
    assertThat(said(dialogue).getLast())
        .startsWith(
            "0 < 200 | STREAM $.choices.delta.content PLAIN card 4111 \ud83d\ude00 é"
                + " | STREAM $.choices.delta.content PLAIN B | STREAM events NDJSON {")
        .doesNotContain("DONE");
  }

  @Test
  void aLongStreamKeepsItsTextWhenItsEventsAreTooMany() {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      events
          .append("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":")
          .append("{\"type\":\"text_delta\",\"text\":\"tok \"}}\n\n");
    }
    Dialogue dialogue =
        Dialogue.empty()
            .client("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .server(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            .server(events.toString());
    String answer = Said.of(dialogue).getLast();
    assertThat(answer).contains("$.delta.text PLAIN " + "tok ".repeat(5000) + " | STREAM events");
    assertThat(answer).endsWith("[CUT]");
  }

  @Test
  void largeBodiesAreHandedOutAtTheBoundAndNotHeld() {
    Said said = new Said(ContentLimits.DEFAULT);
    said.read(
        Dialogue.empty()
            .client("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .server(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3000000\r\n\r\n")
            .server("x".repeat(3_000_000)),
        left -> 16_384);
    assertThat(said.lines).hasSize(2);
    assertThat(said.lines.getLast()).endsWith("[CUT]");
    assertThat(said.heldMost).isLessThanOrEqualTo(64 << 10);
  }

  @Test
  void whenOthersHoldTooMuchAMessageIsReadInPart() {
    ContentLimits tight = new ContentLimits(1 << 16, 1 << 16, 100, 8192, 8192, 128, 32, 64);
    Dialogue dialogue = post("/", "text/plain", "x".repeat(50_000));
    List<String> lines = Said.of(dialogue, tight, left -> 1000);
    assertThat(lines.getFirst()).endsWith("[NO_ROOM]");
  }

  @Test
  void imagesAreSkipped() {
    Said said = new Said(ContentLimits.DEFAULT);
    said.read(
        Dialogue.empty()
            .client("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\n")
            .server("\u00ff\u00d8".repeat(50_000)),
        left -> 512);
    assertThat(said.lines.getLast()).isEqualTo("0 < 200 | TEXT BINARY!");
    assertThat(said.heldMost).isLessThanOrEqualTo(1024);
  }
}
