// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.Message;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Tells which parts of a JSON body are free text for a language model, in the dialects of OpenAI,
 * Anthropic, Google, Cohere, Ollama, Bedrock and model servers that speak one of them. Confined to
 * one thread.
 */
final class ModelCalls {
  private static final Set<String> SIGNS =
      Set.of("messages", "prompt", "contents", "input", "inputs", "instances", "chat_history");

  private final JsonWalk walk = new JsonWalk(TextLimits.DEFAULT);
  private boolean known;
  private boolean model;

  /** Begins another body. */
  void start() {
    known = false;
  }

  /** Returns whether the value at a JSON path is text for a model. */
  boolean prose(Message message, String path, byte[] bytes, int from, int to) {
    return textPath(path) && (modelTarget(message.target()) || modelBody(bytes, from, to));
  }

  private static boolean textPath(String path) {
    return path.startsWith("$.messages[*].")
        || path.startsWith("$.contents[*].")
        || path.startsWith("$.input")
        || path.startsWith("$.prompt")
        || path.startsWith("$.system")
        || path.startsWith("$.instructions")
        || path.startsWith("$.instances[*]")
        || path.startsWith("$.chat_history")
        || path.startsWith("$.tools[*]")
        || path.startsWith("$.systemInstruction")
        || path.equals("$.message")
        || path.equals("$.suffix")
        || path.startsWith("$.documents[*]")
        || path.equals("$.query");
  }

  private static boolean modelTarget(String target) {
    return target.contains("/completions")
        || target.contains("/v1/messages")
        || target.contains("/v1/responses")
        || target.contains("/embeddings")
        || target.contains("/api/chat")
        || target.contains("/api/generate")
        || target.contains(":generateContent")
        || target.contains(":streamGenerateContent")
        || target.contains("/invoke")
        || target.contains("/converse")
        || target.contains("/rerank")
        || target.contains("/v2/models/");
  }

  private boolean modelBody(byte[] bytes, int from, int to) {
    if (!known) {
      known = true;
      model = readsLikeACall(bytes, from, to);
    }
    return model;
  }

  private boolean readsLikeACall(byte[] bytes, int from, int to) {
    walk.start(bytes, from, to - from);
    boolean settings = false;
    boolean text = false;
    while (walk.next()) {
      if (walk.depth() == 1 && walk.token() == JsonWalk.Token.KEY) {
        String key =
            new String(bytes, walk.start(), walk.end() - walk.start(), StandardCharsets.ISO_8859_1);
        settings |=
            key.equals("model") || key.equals("max_tokens") || key.equals("generationConfig");
        text |= SIGNS.contains(key);
      }
    }
    return settings && text;
  }
}
