// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Answer;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client of a Model Context Protocol server over the streamable HTTP transport, revision
 * 2025-06-18: one session, opened at the first call and again when the server forgot it.
 */
final class McpSession {
  private static final String REVISION = "2025-06-18";
  private static final String PATH = "/mcp";

  private final Peer server;
  private final ReentrantLock turn = new ReentrantLock();
  private String session = "";
  private long lastId;

  McpSession(Peer server) {
    this.server = server;
  }

  /** Returns the text that the tool {@code name} answered. */
  String callTool(String name, ObjectNode arguments) throws IOException, InterruptedException {
    turn.lockInterruptibly();
    try {
      if (session.isEmpty()) {
        initialize();
      }
      ObjectNode parameters = Json.object().put("name", name);
      parameters.set("arguments", arguments);
      JsonNode result = request("tools/call", parameters);
      return result.path("content").path(0).path("text").asText();
    } catch (IOException e) {
      session = "";
      throw e;
    } finally {
      turn.unlock();
    }
  }

  private void initialize() throws IOException, InterruptedException {
    ObjectNode parameters = Json.object().put("protocolVersion", REVISION);
    parameters.putObject("capabilities");
    parameters.putObject("clientInfo").put("name", "shop-assistant").put("version", "1.0");
    request("initialize", parameters);
    send(Json.object().put("jsonrpc", "2.0").put("method", "notifications/initialized"));
    request("tools/list", Json.object());
  }

  private JsonNode request(String method, ObjectNode parameters)
      throws IOException, InterruptedException {
    ObjectNode message = Json.object().put("jsonrpc", "2.0").put("id", ++lastId);
    message.put("method", method).set("params", parameters);
    JsonNode answer = answerIn(send(message));
    if (answer.has("error")) {
      throw new IOException(method + ": " + answer.path("error").path("message").asText());
    }
    return answer.path("result");
  }

  private Answer send(ObjectNode message) throws IOException, InterruptedException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json, text/event-stream");
    if (!session.isEmpty()) {
      headers.put("Mcp-Session-Id", session);
      headers.put("MCP-Protocol-Version", REVISION);
    }
    Answer answer = server.post(PATH, message, headers);
    if (!answer.ok()) {
      throw new IOException("the MCP server answered " + answer.status());
    }
    session = answer.headers().firstValue("Mcp-Session-Id").orElse(session);
    return answer;
  }

  /** Returns the answer, which is the last message of an event stream or the whole body. */
  private JsonNode answerIn(Answer answer) throws IOException {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    if (!answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
      return Json.read(body);
    }
    for (String line : body.split("\n", -1)) {
      if (line.startsWith("data: ")) {
        JsonNode message = Json.read(line.substring("data: ".length()));
        if (message.path("id").asLong(-1) == lastId) {
          return message;
        }
      }
    }
    throw new IOException("no answer in the event stream of the MCP server");
  }
}
