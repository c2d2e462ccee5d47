// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.ai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Caller;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Peer;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DialectsIT {
  private static final Duration PER_TOKEN = Duration.ofMillis(15);

  private WebServer server;
  private Caller caller;
  private Peer peer;

  @BeforeEach
  void start() throws IOException {
    OpenAiDialect openAi = new OpenAiDialect("m", PER_TOKEN);
    AnthropicDialect anthropic = new AnthropicDialect(PER_TOKEN);
    server =
        WebServer.plain(0, new Tally("models"))
            .route("POST", "/v1/chat/completions", openAi::chat)
            .route("POST", "/v1/embeddings", openAi::embeddings)
            .route("POST", "/v1/messages", anthropic::messages)
            .start();
    caller = Caller.of(new Tally("test"), new Settings(Map.of()));
    peer = caller.peer("models", URI.create("http://127.0.0.1:" + server.port()));
  }

  @AfterEach
  void stop() {
    caller.close();
    server.close();
  }

  private static ObjectNode question(boolean stream) {
    ObjectNode question =
        Json.object().put("model", "m").put("max_tokens", 50).put("stream", stream);
    question.putArray("messages").addObject().put("role", "user").put("content", "What is new?");
    return question;
  }

  /** Lines of an event stream with the nanoseconds at which each was there. */
  private record Arrived(String line, long nanos) {}

  private List<Arrived> stream(String path, Map<String, String> headers) throws Exception {
    List<Arrived> lines = new ArrayList<>();
    peer.stream(
        path,
        question(true),
        headers,
        in -> {
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (!line.isEmpty()) {
              lines.add(new Arrived(line, System.nanoTime()));
            }
          }
        });
    return lines;
  }

  private static void assertCameInPieces(List<Arrived> lines, int tokens) {
    long took = lines.getLast().nanos() - lines.getFirst().nanos();
    assertThat(Duration.ofNanos(took)).isGreaterThan(PER_TOKEN.multipliedBy(tokens / 2));
  }

  @Test
  void openAiStreamArrivesTokenByTokenAndEndsAsDocumented() throws Exception {
    List<Arrived> lines = stream("/v1/chat/completions", Map.of());
    List<String> tokens = Words.answer("What is new?");
    assertCameInPieces(lines, tokens.size());
    assertThat(lines.getLast().line()).isEqualTo("data: [DONE]");
    StringBuilder text = new StringBuilder();
    for (Arrived line : lines.subList(0, lines.size() - 1)) {
      JsonNode chunk = Json.read(line.line().substring("data: ".length()));
      assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
      text.append(chunk.path("choices").path(0).path("delta").path("content").asText());
    }
    assertThat(text).hasToString(String.join("", tokens));
  }

  @Test
  void anthropicStreamNamesItsEvents() throws Exception {
    List<Arrived> lines = stream("/v1/messages", Map.of("anthropic-version", "2023-06-01"));
    assertCameInPieces(lines, Words.answer("What is new?").size());
    assertThat(lines.getFirst().line()).isEqualTo("event: message_start");
    assertThat(lines.get(lines.size() - 2).line()).isEqualTo("event: message_stop");
  }

  @Test
  void wholeAnswersSayTheSameAsStreams() throws Exception {
    String text = String.join("", Words.answer("What is new?"));
    JsonNode openAi = peer.post("/v1/chat/completions", question(false)).json();
    assertThat(openAi.at("/choices/0/message/content").asText()).isEqualTo(text);
    JsonNode anthropic =
        peer.post("/v1/messages", question(false), Map.of("anthropic-version", "2023-06-01"))
            .json();
    assertThat(anthropic.at("/content/0/text").asText()).isEqualTo(text);
  }

  @Test
  void incompleteQuestionsAreRefused() throws Exception {
    assertThat(peer.post("/v1/chat/completions", Json.object()).status()).isEqualTo(400);
    assertThat(peer.post("/v1/messages", question(false)).status()).isEqualTo(400);
  }
}
