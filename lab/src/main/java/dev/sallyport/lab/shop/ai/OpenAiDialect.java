// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Incoming;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Refusal;
import dev.sallyport.lab.shop.plumbing.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The server side of the OpenAI dialect: chat completions, whole or streamed, embeddings and the
 * list of models, in the shapes of OpenAI's API reference.
 */
public final class OpenAiDialect {
  private static final int DIMENSIONS = 64;

  private final String model;
  private final Duration perToken;

  /**
   * Creates a server side.
   *
   * @param model the one model it has
   * @param perToken pause between two tokens of a stream
   */
  public OpenAiDialect(String model, Duration perToken) {
    this.model = model;
    this.perToken = perToken;
  }

  /** Answers {@code GET /v1/models}. */
  public Reply models() {
    ObjectNode list = Json.object().put("object", "list");
    ObjectNode entry = list.putArray("data").addObject();
    entry.put("id", model).put("object", "model").put("created", 1_760_000_000L);
    entry.put("owned_by", "lab");
    return Reply.json(200, list);
  }

  /** Answers {@code POST /v1/embeddings}. */
  public Reply embeddings(Incoming request) throws Refusal {
    String input = request.json().path("input").asText();
    ObjectNode answer = Json.object().put("object", "list").put("model", model);
    ObjectNode entry = answer.putArray("data").addObject();
    entry.put("object", "embedding").put("index", 0);
    ArrayNode vector = entry.putArray("embedding");
    for (double value : Words.embedding(input, DIMENSIONS)) {
      vector.add(value);
    }
    int tokens = Words.count(input);
    answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return Reply.json(200, answer);
  }

  /** Answers {@code POST /v1/chat/completions}. */
  public Reply chat(Incoming request) throws Refusal {
    JsonNode question = request.json();
    JsonNode messages = question.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw new Refusal(400, "messages must not be empty");
    }
    String prompt = messages.get(messages.size() - 1).path("content").asText();
    List<String> tokens = Words.answer(prompt);
    String id = "chatcmpl-" + Integer.toHexString(prompt.hashCode());
    ObjectNode usage = usage(Words.count(prompt), tokens.size());
    if (!question.path("stream").asBoolean()) {
      return Reply.json(200, whole(id, tokens, usage));
    }
    boolean withUsage = question.path("stream_options").path("include_usage").asBoolean();
    return Reply.events(out -> stream(out, id, tokens, withUsage ? usage : Json.object()));
  }

  private ObjectNode whole(String id, List<String> tokens, ObjectNode usage) {
    ObjectNode answer = head(id, "chat.completion");
    ObjectNode choice = answer.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", "stop");
    choice.putObject("message").put("role", "assistant").put("content", String.join("", tokens));
    answer.set("usage", usage);
    return answer;
  }

  private void stream(OutputStream out, String id, List<String> tokens, ObjectNode usage)
      throws IOException, InterruptedException {
    event(out, delta(id, Json.object().put("role", "assistant").put("content", ""), ""));
    for (String token : tokens) {
      Thread.sleep(perToken);
      event(out, delta(id, Json.object().put("content", token), ""));
    }
    event(out, delta(id, Json.object(), "stop"));
    if (!usage.isEmpty()) {
      ObjectNode last = head(id, "chat.completion.chunk");
      last.putArray("choices");
      event(out, last.set("usage", usage));
    }
    out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private ObjectNode delta(String id, ObjectNode delta, String finish) {
    ObjectNode chunk = head(id, "chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    if (finish.isEmpty()) {
      choice.putNull("finish_reason");
    } else {
      choice.put("finish_reason", finish);
    }
    return chunk;
  }

  private ObjectNode head(String id, String object) {
    ObjectNode head = Json.object().put("id", id).put("object", object);
    return head.put("created", Instant.now().getEpochSecond()).put("model", model);
  }

  private static ObjectNode usage(int asked, int answered) {
    ObjectNode usage = Json.object().put("prompt_tokens", asked).put("completion_tokens", answered);
    return usage.put("total_tokens", asked + answered);
  }

  private static void event(OutputStream out, JsonNode data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
