// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Observation.CallTrait;
import dev.sallyport.protocol.content.JsonTokens.Token;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a request calls where its path does not say it: JSON-RPC (2.0, so MCP too) and
 * GraphQL (as JSON, as {@code application/graphql} or in the query). Reads keys of the outermost
 * objects only.
 */
final class CallReader {
  private static final byte[] JSONRPC = ascii("jsonrpc");
  private static final byte[] METHOD = ascii("method");
  private static final byte[] PARAMS = ascii("params");
  private static final byte[] NAME = ascii("name");
  private static final byte[] QUERY = ascii("query");
  private static final byte[] VARIABLES = ascii("variables");
  private static final byte[] EXTENSIONS = ascii("extensions");
  private static final byte[] OPERATION_NAME = ascii("operationName");
  private static final int BATCH_MAX = 64;

  private final byte[] octets;
  private final JsonTokens tokens;
  private boolean rpc;
  private String method = "";
  private String tool = "";
  private String operationName = "";
  private boolean graphql;
  private boolean persisted;
  private int queryStart = -1;
  private int queryEnd;

  private CallReader(byte[] octets, int from, int to) {
    this.octets = octets;
    this.tokens = new JsonTokens(octets, from, to);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Names what a JSON body calls, empty when it is no known way of calling.
   *
   * @param graphqlPath whether the path alone says that it is GraphQL
   */
  static Optional<Call> json(byte[] octets, int from, int to, boolean graphqlPath) {
    CallReader reader = new CallReader(octets, from, to);
    Token first = reader.tokens.next();
    if (first == Token.OBJECT) {
      reader.object();
      return Optional.ofNullable(reader.call(graphqlPath));
    }
    return first == Token.ARRAY ? reader.batch(graphqlPath) : Optional.empty();
  }

  /** Names what a document of GraphQL calls, empty when it is none. */
  static Optional<Call> graphql(String document, String operationName) {
    return Optional.ofNullable(GraphqlDocument.read(document, operationName));
  }

  private Optional<Call> batch(boolean graphqlPath) {
    String name = "";
    Set<CallTrait> traits = EnumSet.noneOf(CallTrait.class);
    int calls = 0;
    Token token = tokens.next();
    for (; token == Token.OBJECT && calls < BATCH_MAX; token = tokens.next()) {
      clear();
      object();
      Call call = call(graphqlPath);
      if (call == null) {
        return Optional.empty();
      }
      traits.addAll(call.traits());
      name = calls == 0 || name.equals(call.name()) ? call.name() : "batch";
      calls++;
    }
    if (calls == 0) {
      return Optional.empty();
    }
    if (calls > 1) {
      traits.add(CallTrait.BATCH);
    }
    return Optional.of(new Call(name, traits));
  }

  private void clear() {
    rpc = false;
    method = "";
    tool = "";
    operationName = "";
    graphql = false;
    persisted = false;
    queryStart = -1;
  }

  /** Reads the keys of an object that was just opened, up to its end. */
  private void object() {
    int depth = tokens.depth();
    while (true) {
      Token token = tokens.next();
      if (token == Token.KEY && tokens.depth() == depth && !tokens.escaped()) {
        key(depth);
      } else if (token == Token.END || token == Token.BROKEN || tokens.depth() < depth) {
        return;
      }
    }
  }

  private void key(int depth) {
    if (tokens.is(JSONRPC)) {
      rpc = true;
    } else if (tokens.is(METHOD)) {
      method = string();
    } else if (tokens.is(PARAMS)) {
      params(depth);
    } else if (tokens.is(OPERATION_NAME)) {
      graphql = true;
      operationName = string();
    } else if (tokens.is(VARIABLES)) {
      graphql = true;
    } else if (tokens.is(EXTENSIONS)) {
      persisted = true;
    } else if (tokens.is(QUERY) && tokens.next() == Token.STRING) {
      queryStart = tokens.start();
      queryEnd = tokens.end();
    }
  }

  private void params(int depth) {
    if (tokens.next() != Token.OBJECT) {
      return;
    }
    while (true) {
      Token token = tokens.next();
      if (token == Token.KEY && tokens.depth() == depth + 1 && tokens.is(NAME)) {
        tool = string();
      } else if (token == Token.END || token == Token.BROKEN || tokens.depth() == depth) {
        return;
      }
    }
  }

  private String string() {
    if (tokens.next() != Token.STRING
        || tokens.escaped()
        || tokens.end() - tokens.start() > Call.NAME_CHARS_MAX) {
      return "";
    }
    return new String(
        octets, tokens.start(), tokens.end() - tokens.start(), StandardCharsets.UTF_8);
  }

  private @Nullable Call call(boolean graphqlPath) {
    if (rpc && !method.isEmpty()) {
      String name = Call.isName(method) ? method : "call";
      boolean named = name.endsWith("/call") || name.endsWith("/get");
      return new Call(named && Call.isName(tool) ? name + " " + tool : name, Set.of());
    }
    if (queryStart >= 0 && (graphql || graphqlPath)) {
      return GraphqlDocument.read(unescaped(), operationName);
    }
    if (persisted && graphql && Call.isName(operationName)) {
      // Only a hash of the document was sent.
      return new Call("persisted " + operationName, Set.of());
    }
    return null;
  }

  /** Escapes matter only inside of strings and as white space. */
  private String unescaped() {
    return new String(octets, queryStart, queryEnd - queryStart, StandardCharsets.UTF_8)
        .replace("\\n", "\n")
        .replace("\\r", "\n")
        .replace("\\t", " ")
        .replace("\\\"", "\"");
  }
}
