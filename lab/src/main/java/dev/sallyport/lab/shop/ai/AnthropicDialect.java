// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Incoming;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Refusal;
import dev.sallyport.lab.shop.plumbing.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The server side of Anthropic's messages, whole or streamed as named events. */
public final class AnthropicDialect {
  private final Duration perToken;

  /**
   * Creates a server side.
   *
   * @param perToken pause between two tokens of a stream
   */
  public AnthropicDialect(Duration perToken) {
    this.perToken = perToken;
  }

  /** Answers {@code POST /v1/messages}. */
  public Reply messages(Incoming request) throws Refusal {
    if (request.header().apply("anthropic-version").isEmpty()) {
      throw new Refusal(400, "anthropic-version: header is required");
    }
    JsonNode question = request.json();
    JsonNode messages = question.path("messages");
    if (!messages.isArray() || messages.isEmpty() || !question.path("max_tokens").isInt()) {
      throw new Refusal(400, "messages and max_tokens are required");
    }
    String prompt = messages.get(messages.size() - 1).path("content").asText();
    List<String> tokens = Words.answer(prompt);
    ObjectNode message = message(question.path("model").asText(), prompt);
    if (!question.path("stream").asBoolean()) {
      message.withArray("content").addObject().put("type", "text").put("text", joined(tokens));
      message.put("stop_reason", "end_turn");
      ((ObjectNode) message.path("usage")).put("output_tokens", tokens.size());
      return Reply.json(200, message);
    }
    return Reply.events(out -> stream(out, message, tokens));
  }

  private void stream(OutputStream out, ObjectNode message, List<String> tokens)
      throws IOException, InterruptedException {
    event(out, typed("message_start").set("message", message));
    ObjectNode start = typed("content_block_start").put("index", 0);
    start.putObject("content_block").put("type", "text").put("text", "");
    event(out, start);
    for (String token : tokens) {
      Thread.sleep(perToken);
      ObjectNode delta = typed("content_block_delta").put("index", 0);
      delta.putObject("delta").put("type", "text_delta").put("text", token);
      event(out, delta);
    }
    event(out, typed("content_block_stop").put("index", 0));
    ObjectNode end = typed("message_delta");
    end.putObject("delta").put("stop_reason", "end_turn").putNull("stop_sequence");
    end.putObject("usage").put("output_tokens", tokens.size());
    event(out, end);
    event(out, typed("message_stop"));
  }

  private static ObjectNode message(String model, String prompt) {
    ObjectNode message = Json.object().put("id", "msg_" + Integer.toHexString(prompt.hashCode()));
    message.put("type", "message").put("role", "assistant").put("model", model);
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.putObject("usage").put("input_tokens", Words.count(prompt)).put("output_tokens", 1);
    return message;
  }

  private static ObjectNode typed(String type) {
    return Json.object().put("type", type);
  }

  private static String joined(List<String> tokens) {
    return String.join("", tokens);
  }

  private static void event(OutputStream out, JsonNode data) throws IOException {
    String text = "event: " + data.path("type").asText() + "\ndata: " + data + "\n\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
