// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.Content;
import dev.sallyport.protocol.content.JsonTokens;
import dev.sallyport.protocol.content.JsonTokens.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The ids by which the JSON body of a call that reads asks for objects: variables and arguments of
 * a query of GraphQL, parameters of JSON-RPC, fields at the top of anything else. A body that
 * writes is not read: what is made gets one number after the other. Used once.
 */
final class BodyIds {
  private static final int VALUE_CHARS_MAX = 128;
  private static final int DEPTH_MAX = 3;

  /** Keys that say what kind of call the body is; no others are made text unless they name ids. */
  private static final List<String> TELLING =
      List.of("jsonrpc", "variables", "operationName", "query", "method", "params", "name");

  private static final List<byte[]> TELLING_OCTETS =
      TELLING.stream().map(each -> each.getBytes(StandardCharsets.US_ASCII)).toList();

  private final byte[] octets;
  private final JsonTokens tokens;
  private final StringBuilder atTop = new StringBuilder();
  private final StringBuilder inside = new StringBuilder();
  private String section = "";
  private String document = "";
  private String method = "";
  private String tool = "";
  private boolean graphql;
  private boolean rpc;

  private BodyIds(Content json) {
    this.octets = json.bytes();
    this.tokens = new JsonTokens(octets, json.offset(), json.offset() + json.length());
  }

  /**
   * Returns names and values of the ids, each behind a slash; empty when there are none.
   *
   * @param path of the call, without its query
   */
  static String of(Content json, String path) {
    BodyIds ids = new BodyIds(json);
    if (ids.tokens.next() != Token.OBJECT) {
      return "";
    }
    ids.read();
    return ids.asked(path);
  }

  private void read() {
    Token token = tokens.next();
    while (token != Token.END && token != Token.BROKEN && tokens.depth() > 0) {
      if (token == Token.OBJECT || token == Token.ARRAY) {
        boolean left = token == Token.ARRAY || tokens.depth() > DEPTH_MAX || !named();
        token = left ? tokens.skip() : token;
      } else if (token == Token.KEY) {
        String key = tokens.escaped() ? "" : key();
        token = tokens.next();
        field(key, token);
        continue;
      }
      token = token == Token.BROKEN || token == Token.END ? token : tokens.next();
    }
  }

  private void field(String key, Token token) {
    boolean opens = token == Token.OBJECT || token == Token.ARRAY;
    boolean value = token == Token.STRING || token == Token.OTHER;
    int depth = opens ? tokens.depth() - 1 : tokens.depth();
    if (depth == 1) {
      section = key;
      rpc |= key.equals("jsonrpc");
      graphql |= key.equals("variables") || key.equals("operationName");
    }
    if (!value) {
      return;
    }
    if (depth == 1 && key.equals("query")) {
      document = text();
    } else if (depth == 1 && key.equals("method")) {
      method = text();
    } else if (depth == 2 && section.equals("params") && key.equals("name")) {
      tool = text();
    } else if (AskedIds.isId(key)) {
      add(depth == 1 ? atTop : inside, key, text());
    }
  }

  /** Returns whether what is inside of this field of the top may ask for objects. */
  private boolean named() {
    return section.equals("variables") || section.equals("params");
  }

  /** Returns a key that means something here; empty for any other. */
  private String key() {
    for (int i = 0; i < TELLING_OCTETS.size(); i++) {
      if (tokens.is(TELLING_OCTETS.get(i))) {
        return TELLING.get(i);
      }
    }
    int last = tokens.end() - 1;
    boolean id =
        last > tokens.start() && (octets[last - 1] | 0x20) == 'i' && (octets[last] | 0x20) == 'd';
    return id ? text() : "";
  }

  private String asked(String path) {
    if (rpc) {
      return AskedIds.reads(method) || AskedIds.reads(tool) ? inside.toString() : "";
    }
    if (!document.isEmpty() && (graphql || path.toLowerCase(Locale.ROOT).endsWith("/graphql"))) {
      String kind = document.replace("\\n", " ").strip();
      boolean writes = kind.startsWith("mutation") || kind.startsWith("subscription");
      return writes ? "" : inside.append(inDocument()).toString();
    }
    return AskedIds.reads(path.substring(path.lastIndexOf('/') + 1)) ? atTop.toString() : "";
  }

  /** Arguments whose values stand in the query itself. */
  private String inDocument() {
    StringBuilder found = new StringBuilder();
    int colon = document.indexOf(':');
    for (; colon > 0; colon = document.indexOf(':', colon + 1)) {
      int from = colon;
      while (from > 0 && isWord(document.charAt(from - 1))) {
        from--;
      }
      int at = colon + 1;
      while (at < document.length() && " \\\"".indexOf(document.charAt(at)) >= 0) {
        at++;
      }
      int end = at;
      while (end < document.length()
          && (isWord(document.charAt(end)) || document.charAt(end) == '-')) {
        end++;
      }
      String name = document.substring(from, colon);
      if (end > at && AskedIds.isId(name) && holdsDigit(document, at, end)) {
        add(found, name, document.substring(at, end));
      }
    }
    return found.toString();
  }

  /** What stands behind an alias is a name and has none. */
  private static boolean holdsDigit(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        return true;
      }
    }
    return false;
  }

  private static boolean isWord(char each) {
    return Character.isLetterOrDigit(each) || each == '_';
  }

  private static void add(StringBuilder to, String name, String value) {
    if (!value.isEmpty() && value.length() <= VALUE_CHARS_MAX && !value.equals("null")) {
      to.append('/').append(name).append('=').append(value);
    }
  }

  private String text() {
    return new String(
        octets, tokens.start(), tokens.end() - tokens.start(), StandardCharsets.UTF_8);
  }
}
