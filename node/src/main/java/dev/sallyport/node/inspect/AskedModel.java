// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import java.net.URLDecoder;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which language model a request asks for: in the dialects of OpenAI, Anthropic, Cohere and Ollama
 * the body says it, as the outermost "model"; Google, Bedrock and Azure have it in the path.
 *
 * @param name as asked for; empty when no model is
 * @param certain whether every reader of the request finds that name in it
 */
record AskedModel(String name, boolean certain) {
  static final AskedModel NONE = new AskedModel("", true);

  /** Longer ones are no names of models. Prevents that a body is kept. */
  private static final int NAME_MAX = 256;

  private static final Pattern PATH =
      Pattern.compile(
          "/models/([^/:?]{1,256}):|/model/([^/?]{1,256})/(?:invoke|converse)"
              + "|/openai/deployments/([^/?]{1,256})/");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");
  private static final String KEY = "model";

  /** Reads it from a request. */
  static AskedModel of(Message request) {
    if (!request.method().equals("POST")) {
      return NONE;
    }
    Optional<String> path = inPath(request.target());
    if (path.isPresent()) {
      return new AskedModel(path.get(), true);
    }
    AskedModel found = NONE;
    for (Content each : request.contents()) {
      if (each.form() == Content.Form.JSON && each.place().name().isEmpty() && mayName(each)) {
        found = found.and(inBody(each));
      }
    }
    return found;
  }

  private static Optional<String> inPath(String target) {
    Matcher matcher = PATH.matcher(target);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String named = matcher.group(1);
    named = named == null ? matcher.group(2) : named;
    named = named == null ? matcher.group(3) : named;
    try {
      return Optional.of(URLDecoder.decode(named.replace("+", "%2B"), UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.of(named);
    }
  }

  /** Few bodies name a model, and looking for the word costs less than reading them. */
  private static boolean mayName(Content body) {
    byte[] bytes = body.bytes();
    int last = body.offset() + body.length() - KEY.length();
    for (int i = body.offset(); i <= last; i++) {
      if ((bytes[i] | 0x20) == 'm' && is(bytes, i) || bytes[i] == '\\' && bytes[i + 1] == 'u') {
        return true;
      }
    }
    return false;
  }

  private static boolean is(byte[] bytes, int at) {
    for (int i = 1; i < KEY.length(); i++) {
      if ((bytes[at + i] | 0x20) != KEY.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static AskedModel inBody(Content body) {
    JsonWalk walk = new JsonWalk(TextLimits.DEFAULT);
    walk.start(body.bytes(), body.offset(), body.length());
    AskedModel found = NONE;
    boolean key = false;
    while (walk.next()) {
      boolean top = walk.depth() == 1;
      if (walk.token() == JsonWalk.Token.KEY) {
        // Some readers do not tell upper from lower case in keys.
        key = top && text(body, walk).equalsIgnoreCase(KEY);
      } else if (key && top && walk.token() == JsonWalk.Token.STRING) {
        found = found.and(new AskedModel(text(body, walk), true));
        key = false;
      }
    }
    return walk.malformed() ? new AskedModel(found.name, found.name.isEmpty()) : found;
  }

  private static String text(Content body, JsonWalk walk) {
    int length = Math.min(NAME_MAX, walk.end() - walk.start());
    String text = new String(body.bytes(), walk.start(), length, UTF_8);
    return walk.escaped() ? ESCAPE.matcher(text).replaceAll(AskedModel::unescaped) : text;
  }

  private static String unescaped(MatchResult escape) {
    String code = escape.group(1);
    String plain = code == null ? escape.group(2) : Character.toString(Integer.parseInt(code, 16));
    return Matcher.quoteReplacement(plain);
  }

  /** Of two names, readers take the first or the last. */
  private AskedModel and(AskedModel other) {
    if (name.isEmpty() || name.equals(other.name)) {
      return new AskedModel(other.name, certain && other.certain);
    }
    return new AskedModel(name, other.name.isEmpty() && certain);
  }
}
