// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of model providers carry pieces of text, as a tree of keys; lists on the way
 * have no level of their own. A path that nobody uses does no harm: its pieces would be joined all
 * the same.
 */
public final class TextPath {
  private static final String[] TEXTS = {
    // OpenAI chat and completions, and all that speak like it
    "choices.delta.content",
    "choices.delta.content.text",
    "choices.delta.reasoning_content",
    "choices.delta.reasoning",
    "choices.delta.refusal",
    "choices.delta.audio.transcript",
    "choices.text",
    // OpenAI responses and realtime: a string; Anthropic: an object
    "delta",
    "delta.text",
    "delta.thinking",
    "completion",
    // Gemini
    "candidates.content.parts.text",
    // Ollama
    "message.content",
    "message.thinking",
    "response",
    // Bedrock
    "delta.reasoningContent.text",
    "contentBlockDelta.delta.text",
    "outputText",
    "generation",
    // Cohere
    "delta.message.content.text",
    // A2A and others
    "token.text",
  };

  private static final String[] ARGUMENTS = {
    "choices.delta.tool_calls.function.arguments",
    "choices.delta.function_call.arguments",
    "delta.partial_json",
    "delta.toolUse.input",
    "contentBlockDelta.delta.toolUse.input",
    "delta.message.tool_calls.function.arguments",
  };

  /** The path of the event itself. */
  public static final TextPath ROOT = root();

  private final byte[] key;
  private final List<TextPath> children = new ArrayList<>();
  private @Nullable Place place;
  private Form form = Form.PLAIN;

  private TextPath(String key) {
    this.key = key.getBytes(StandardCharsets.US_ASCII);
  }

  private static TextPath root() {
    TextPath root = new TextPath("");
    for (String each : TEXTS) {
      root.add(each, Form.PLAIN);
    }
    for (String each : ARGUMENTS) {
      root.add(each, Form.JSON);
    }
    return root;
  }

  private void add(String path, Form form) {
    TextPath at = this;
    for (String key : path.split("\\.", -1)) {
      at = at.childOrNew(key);
    }
    at.place = new Place(Place.Part.STREAM, "$." + path);
    at.form = form;
  }

  private TextPath childOrNew(String key) {
    for (TextPath each : children) {
      if (new String(each.key, StandardCharsets.US_ASCII).equals(key)) {
        return each;
      }
    }
    TextPath child = new TextPath(key);
    children.add(child);
    return child;
  }

  /** Returns where its text stands, null when strings there are not joined. */
  public @Nullable Place place() {
    return place;
  }

  /** Returns how its text is written. */
  public Form form() {
    return form;
  }

  /** Returns the path that the key of a token leads to, null for none. */
  public @Nullable TextPath child(JsonTokens token) {
    for (int i = 0; i < children.size(); i++) {
      TextPath each = children.get(i);
      if (token.is(each.key)) {
        return each;
      }
    }
    return null;
  }
}
