// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Observation;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.TappedRelay;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What real programs send and get, read on its way. */
@Timeout(600)
class ContentIT {
  @TempDir Path directory;

  private static void curl(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Program.path("/usr/bin/curl"), "-sS", "-m", "30"));
    command.addAll(List.of(arguments));
    assertThat(Program.run("", command)).doesNotContain("curl:");
  }

  @Test
  void formsUploadsAndCompressedAnswersOfCurlAreRead() throws Exception {
    Path file =
        Files.writeString(directory.resolve("notes.txt"), "IBAN DE89 3704 0044 0532 0130 00");
    try (WebServer server = new WebServer();
        TappedRelay relay = new TappedRelay(server.port())) {
      String base = "http://127.0.0.1:" + relay.port();
      curl("-F", "who=ana", "-F", "doc=@" + file, base + "/upload");
      curl("--compressed", "-d", "a=1&b=two", base + "/form");
      curl(
          "-H",
          "Content-Type: application/json",
          "-H",
          "Transfer-Encoding: chunked",
          "-d",
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"search\"}}",
          base + "/mcp");
      curl("--compressed", base + "/events");
      assertThat(relay.said())
          .anyMatch(
              line ->
                  line.contains(
                          "| MULTIPART who PLAIN ana | MULTIPART doc.filename PLAIN notes.txt")
                      && line.contains("| MULTIPART doc PLAIN IBAN DE89 3704 0044 0532 0130 00"))
          .anyMatch(line -> line.endsWith("> POST /form | FORM URL_ENCODED a=1&b=two"))
          .anyMatch(line -> line.endsWith("< 200 | JSON JSON {\"ok\":true,\"path\":\"/form\"}"))
          .anyMatch(line -> line.endsWith("calls POST /mcp tools/call search"))
          .anyMatch(line -> line.contains("| STREAM $.choices.delta.content PLAIN 4111 1111 |"));
      assertThat(relay.counts()).containsKey("POST /mcp tools/call search");
    }
  }

  @Test
  void messagesOfJavasWebSocketAreReadAndCounted() throws Exception {
    try (WebServer server = new WebServer();
        TappedRelay relay = new TappedRelay(server.port())) {
      HttpClient client = HttpClient.newHttpClient();
      CompletableFuture<String> answer = new CompletableFuture<>();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + relay.port() + "/ws"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence data, boolean last) {
                      answer.complete(data.toString());
                      from.request(1);
                      return null;
                    }
                  })
              .get(90, TimeUnit.SECONDS);
      socket.sendText("card 4111 ", false).get(90, TimeUnit.SECONDS);
      socket.sendText("1111 1111 1111", true).get(90, TimeUnit.SECONDS);
      assertThat(answer.get(90, TimeUnit.SECONDS)).isEqualTo("you said card 4111 1111 1111 1111");
      socket.sendClose(1000, "").get(90, TimeUnit.SECONDS);
      socket.abort();
      client.shutdownNow();
      assertThat(relay.said())
          .contains(
              "0 }  | WEBSOCKET PLAIN card 4111 1111 1111 1111",
              "0 {  | WEBSOCKET PLAIN you said card 4111 1111 1111 1111");
      assertThat(
              relay.ended().getFirst().observations.stream()
                  .filter(Observation.MessageSeen.class::isInstance)
                  .map(each -> ((Observation.MessageSeen) each).bytes()))
          .containsExactly(24L, 33L);
      assertThat(relay.counts().toString()).isEqualTo("{GET /ws=1}");
      assertThat(relay.ended()).allMatch(TappedRelay.Connection::addsUp);
    }
  }

  @Test
  void aPageInChromiumIsRead() throws Exception {
    String chromium = Program.path("/usr/bin/chromium");
    try (WebServer server = new WebServer();
        TappedRelay relay = new TappedRelay(server.port())) {
      String page =
          Program.run(
              "",
              List.of(
                  chromium,
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-dev-shm-usage",
                  "--user-data-dir=" + directory.resolve("profile"),
                  "--virtual-time-budget=20000",
                  "--timeout=30000",
                  "--dump-dom",
                  "http://127.0.0.1:" + relay.port() + "/page"));
      assertThat(page).contains("<title>");
      List<String> said = relay.said();
      assertThat(said)
          .anyMatch(
              line ->
                  line.endsWith("> POST /orders | JSON JSON {\"card\":\"4111 1111 1111 1111\"}"))
          .anyMatch(line -> line.contains("MULTIPART note PLAIN from chromium"))
          .anyMatch(line -> line.endsWith("calls POST /graphql query Cart"))
          .anyMatch(line -> line.contains("STREAM $.choices.delta.content PLAIN 4111 1111 |"));
      if (page.contains("<title>done")) {
        assertThat(said).anyMatch(line -> line.contains("WEBSOCKET JSON {\"say\":\"hello hello"));
      }
    }
  }

  @Test
  void whatNghttp2SendsAndGetsIsRead() throws Exception {
    String nghttp = Program.path("/usr/bin/nghttp");
    String nghttpd = Program.path("/usr/sbin/nghttpd", "/usr/bin/nghttpd");
    Files.writeString(directory.resolve("a.json"), "{\"card\":\"4111\"}");
    Path body = Files.writeString(directory.resolve("body"), "{\"iban\":\"DE89\"}");
    int port = Program.freePort();
    Process server =
        Program.start(
            port,
            List.of(nghttpd, "--no-tls", "-a", "127.0.0.1", "-d", directory.toString(), "" + port));
    try (TappedRelay relay = new TappedRelay(port)) {
      String url = "http://127.0.0.1:" + relay.port() + "/a.json";
      Program.run("", List.of(nghttp, "-n", url, url, url));
      Program.run("", List.of(nghttp, "-n", "--continuation", "-b", "200", url));
      Program.run(
          "",
          List.of(
              nghttp, "-n", "-H", "content-type: application/json", "-d", body.toString(), url));
      Program.run("", List.of(nghttp, "-n", "--upgrade", url));
      curl("--http2-prior-knowledge", "-o", "/dev/null", url);
      List<String> said = relay.said();
      assertThat(said.stream().filter(line -> line.endsWith("JSON {\"card\":\"4111\"}")).count())
          .isGreaterThanOrEqualTo(4);
      assertThat(said)
          .anyMatch(line -> line.endsWith("> POST /a.json | JSON JSON {\"iban\":\"DE89\"}"));
      assertThat(relay.ended()).allMatch(TappedRelay.Connection::addsUp);
    } finally {
      Program.stop(server);
    }
  }
}
