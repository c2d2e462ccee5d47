// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.Keys;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.Message;
import org.jspecify.annotations.Nullable;

/**
 * Tells which parts of a JSON body are free text for a language model, in the dialects of OpenAI,
 * Anthropic, Google, Cohere, Ollama, Bedrock and model servers that speak one of them. Confined to
 * one thread.
 */
final class ModelCalls {
  private static final String[] SIGNS = {
    "messages", "prompt", "contents", "input", "inputs", "instances", "chat_history"
  };

  /** What stands behind the backslash of an escape for one sign of no coding. */
  private static final String SIMPLE = "nrtbf\"/";

  private final JsonWalk walk = new JsonWalk(TextLimits.DEFAULT);
  private boolean known;
  private boolean model;

  /** Begins another body. */
  void start() {
    known = false;
  }

  /** Returns whether the value that a walk of the body stands on is text for a model. */
  boolean prose(
      Message message, JsonWalk at, byte[] bytes, int from, int to, @Nullable Outline outline) {
    return textAt(at, bytes)
        && (modelTarget(message.target()) || modelBody(bytes, from, to, outline));
  }

  private static boolean textAt(JsonWalk at, byte[] bytes) {
    if (!at.hasKeyAt(1)) {
      return false;
    }
    int start = at.keyStartAt(1);
    int end = at.keyEndAt(1);
    if (Keys.looksLikeValue(bytes, start, end) || !Keys.dotted(bytes, start, end)) {
      return false;
    }
    boolean list = at.inListAt(2);
    if (list && (is(bytes, start, end, "messages") || is(bytes, start, end, "contents"))) {
      return at.hasKeyAt(3) && Keys.dotted(bytes, at.keyStartAt(3), at.keyEndAt(3));
    }
    if (list && (is(bytes, start, end, "instances") || is(bytes, start, end, "documents"))) {
      return true;
    }
    if (at.depth() == 1
        && (is(bytes, start, end, "message")
            || is(bytes, start, end, "suffix")
            || is(bytes, start, end, "query"))) {
      return true;
    }
    return begins(bytes, start, end, "input")
        || begins(bytes, start, end, "prompt")
        || begins(bytes, start, end, "system")
        || begins(bytes, start, end, "instructions")
        || begins(bytes, start, end, "chat_history")
        || list && is(bytes, start, end, "tools");
  }

  private static boolean is(byte[] bytes, int start, int end, String name) {
    return end - start == name.length() && begins(bytes, start, end, name);
  }

  private static boolean begins(byte[] bytes, int start, int end, String name) {
    if (end - start < name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (bytes[start + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether a text is so long that no reading of it can be a short payload: by the signs
   * that belong to no coding, or by all where there is no coding.
   */
  static boolean longerThan(int most, byte[] bytes, int start, int end, @Nullable Outline outline) {
    if (outline != null && outline.covers(bytes, start, end)) {
      return surelyLonger(most, bytes, start, end, outline)
          || longerThan(most, bytes, start, end, null);
    }
    int plain = 0;
    int inert = 0;
    boolean coded = false;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      plain += b > 0 ? 1 : 0;
      coded |= b == '%' || b == '&' || b == '\\';
      if (b == ' ' || b == ',' || b == '.' || b == '\n' || b == '(' || b == '"') {
        inert++;
        // Enough of both, whatever else comes.
        if (inert > most && plain > most) {
          return true;
        }
      }
    }
    return inert > (coded ? most : 0) && plain > most;
  }

  /**
   * Says so of most texts as they are written, with the escapes of JSON that hide no coding; all
   * but these keep a text from being told.
   */
  static boolean surelyLongerEscaped(
      int most, byte[] bytes, int start, int end, @Nullable Outline outline) {
    if (outline == null || !outline.covers(bytes, start, end)) {
      return false;
    }
    int plain = 0;
    int inert = 0;
    int behind = start;
    for (int at = start; at < end; at += Long.SIZE) {
      long known = Outline.mask(end - at);
      long signs = outline.at(Outline.SIGN, at) & known;
      long flows = outline.at(Outline.DOT, at) & known;
      inert += Long.bitCount(known & ~outline.at(Outline.WORD, at) & ~signs | flows);
      plain += Long.bitCount(known & ~outline.at(Outline.HIGH, at));
      for (long left = signs & ~flows; left != 0; left &= left - 1) {
        int i = at + Long.numberOfTrailingZeros(left);
        byte b = bytes[i];
        if (i < behind) {
          continue;
        }
        if (b == '\\') {
          if (i + 1 >= end || SIMPLE.indexOf(bytes[i + 1]) < 0) {
            return false;
          }
          behind = i + 2;
          plain--;
        } else if (b == '%' || b == '&') {
          return false;
        }
        plain -= b == 0 ? 1 : 0;
      }
    }
    return inert > 0 && plain > most;
  }

  /** Says so only of most: of text without codings, or with many spaces, commas and full stops. */
  private static boolean surelyLonger(int most, byte[] bytes, int start, int end, Outline outline) {
    int plain = 0;
    int inert = 0;
    boolean coded = false;
    for (int at = start; at < end; at += Long.SIZE) {
      long known = Outline.mask(end - at);
      long signs = outline.at(Outline.SIGN, at) & known;
      long flows = outline.at(Outline.DOT, at) & known;
      inert += Long.bitCount(known & ~outline.at(Outline.WORD, at) & ~signs | flows);
      plain += Long.bitCount(known & ~outline.at(Outline.HIGH, at));
      for (long left = signs & ~flows; left != 0; left &= left - 1) {
        byte b = bytes[at + Long.numberOfTrailingZeros(left)];
        coded |= b == '%' || b == '&' || b == '\\';
        plain -= b == 0 ? 1 : 0;
      }
      if (inert > most && plain > most) {
        return true;
      }
    }
    return !coded && inert > 0 && plain > most;
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

  private boolean modelBody(byte[] bytes, int from, int to, @Nullable Outline outline) {
    if (!known) {
      known = true;
      model = readsLikeACall(bytes, from, to, outline);
    }
    return model;
  }

  private boolean readsLikeACall(byte[] bytes, int from, int to, @Nullable Outline outline) {
    boolean all = outline != null && outline.covers(bytes, from, to);
    walk.start(bytes, from, to - from, all ? outline : null);
    boolean settings = false;
    boolean text = false;
    while (!(settings && text) && walk.next()) {
      if (walk.depth() == 1 && walk.token() == JsonWalk.Token.KEY) {
        int start = walk.start();
        int end = walk.end();
        settings |=
            is(bytes, start, end, "model")
                || is(bytes, start, end, "max_tokens")
                || is(bytes, start, end, "generationConfig");
        for (int i = 0; i < SIGNS.length && !text; i++) {
          text = is(bytes, start, end, SIGNS[i]);
        }
      }
    }
    return settings && text;
  }
}
