// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Caller;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Peer;
import dev.sallyport.lab.shop.plumbing.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The models the assistant may ask, in the cluster and outside. */
record Models(Peer local, Peer openAi, Peer anthropic) {
  // Made up; a lab must not hold anything that looks like a real key.
  private static final Map<String, String> OPENAI_KEY = Map.of("Authorization", "Bearer lab-key-1");
  private static final Map<String, String> ANTHROPIC_KEY =
      Map.of("x-api-key", "lab-key-2", "anthropic-version", "2023-06-01");

  static Models of(Caller caller, Settings settings) {
    return new Models(
        caller.peer("model-server", settings.uri("MODEL_URL", "http://127.0.0.1:8000")),
        caller.peer("openai", settings.uri("OPENAI_URL", "https://api.openai.com")),
        caller.peer("anthropic", settings.uri("ANTHROPIC_URL", "https://api.anthropic.com")));
  }

  /** Returns the models of the server in the cluster. */
  JsonNode known() throws IOException, InterruptedException {
    return local.get("/v1/models", "/v1/models").json();
  }

  /** Asks the model of this turn and hands on its answer token by token. */
  void answer(int turn, String message, String known, Tokens tokens)
      throws IOException, InterruptedException {
    switch (turn) {
      case 8 ->
          openAi.stream(
              "/v1/chat/completions",
              openAiChat("gpt-4.1-mini", message, known),
              OPENAI_KEY,
              in -> eachEvent(in, event -> openAiToken(event, tokens)));
      case 9 ->
          anthropic.stream(
              "/v1/messages",
              anthropicChat(message, known),
              ANTHROPIC_KEY,
              in -> eachEvent(in, event -> anthropicToken(event, tokens)));
      default -> {
        local.post(
            "/v1/embeddings", Json.object().put("model", "harbour-embed").put("input", message));
        local.stream(
            "/v1/chat/completions",
            openAiChat("harbour-7b-instruct", message, known),
            Map.of(),
            in -> eachEvent(in, event -> openAiToken(event, tokens)));
      }
    }
  }

  private static ObjectNode openAiChat(String model, String message, String known) {
    ObjectNode chat = Json.object().put("model", model).put("stream", true);
    chat.putObject("stream_options").put("include_usage", true);
    ArrayNode messages = chat.putArray("messages");
    messages.addObject().put("role", "system").put("content", "You help customers. " + known);
    messages.addObject().put("role", "user").put("content", message);
    return chat;
  }

  private static ObjectNode anthropicChat(String message, String known) {
    ObjectNode chat = Json.object().put("model", "claude-sonnet-4-5").put("stream", true);
    chat.put("max_tokens", 512).put("system", "You help customers. " + known);
    chat.putArray("messages").addObject().put("role", "user").put("content", message);
    return chat;
  }

  private static void openAiToken(JsonNode event, Tokens tokens) throws IOException {
    String token = event.path("choices").path(0).path("delta").path("content").asText();
    if (!token.isEmpty()) {
      tokens.next(token);
    }
  }

  private static void anthropicToken(JsonNode event, Tokens tokens) throws IOException {
    String token = event.path("delta").path("text").asText();
    if (!token.isEmpty()) {
      tokens.next(token);
    }
  }

  private static void eachEvent(InputStream in, Events events) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data: {")) {
        events.next(Json.read(line.substring("data: ".length())));
      }
    }
  }

  /** Takes the tokens of an answer. */
  @FunctionalInterface
  interface Tokens {
    void next(String token) throws IOException;
  }

  /** Takes the events of a stream. */
  @FunctionalInterface
  private interface Events {
    void next(JsonNode data) throws IOException;
  }
}
