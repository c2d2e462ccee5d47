// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Caller;
import dev.sallyport.lab.shop.plumbing.Incoming;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.LogShipper;
import dev.sallyport.lab.shop.plumbing.Peer;
import dev.sallyport.lab.shop.plumbing.Refusal;
import dev.sallyport.lab.shop.plumbing.Reply;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Answers customers' questions as a stream. Which model answers and which tools are asked first
 * follows from the question alone: most go to the model server in the cluster, every fifth one uses
 * tools of the MCP server, every tenth goes to OpenAI and every tenth to Anthropic.
 */
public final class Assistant {
  private final Models models;
  private final McpSession tools;
  private final Peer catalog;
  private final LogShipper log;

  private Assistant(Models models, McpSession tools, Peer catalog, LogShipper log) {
    this.models = models;
    this.tools = tools;
    this.catalog = catalog;
    this.log = log;
  }

  /**
   * Starts the program: {@code MODEL_URL}, {@code MCP_URL}, {@code CATALOG_URL}, {@code
   * OPENAI_URL}, {@code ANTHROPIC_URL}, {@code SSL_CERT_FILE}.
   */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("assistant");
    Caller caller = Caller.of(tally, settings);
    LogShipper log = LogShipper.start(caller, settings, tally);
    Assistant assistant =
        new Assistant(
            Models.of(caller, settings),
            new McpSession(
                caller.peer("mcp-server", settings.uri("MCP_URL", "http://127.0.0.1:3001"))),
            caller.peer("catalog", settings.uri("CATALOG_URL", "http://127.0.0.1:8081")),
            log);
    WebServer server =
        WebServer.plain(settings.listen(8083), tally)
            .route("POST", "/chat", assistant::chat)
            .route("GET", "/models", _ -> Reply.json(200, assistant.models.known()))
            .start();
    return Running.of(tally, server, log, caller);
  }

  private Reply chat(Incoming request) throws Refusal {
    String message = request.json().path("message").asText();
    if (message.isEmpty()) {
      throw new Refusal(400, "a chat needs a message");
    }
    return Reply.events(out -> answer(message, out));
  }

  private void answer(String message, OutputStream out) throws IOException, InterruptedException {
    int turn = Math.floorMod(message.hashCode(), 10);
    String known = "";
    if (turn < 2) {
      known = askTools(message, out);
    }
    models.answer(turn, message, known, token -> event(out, "token", "text", token));
    log.log("question answered", Integer.toString(turn));
    event(out, "done", "turn", Integer.toString(turn));
  }

  private String askTools(String message, OutputStream out)
      throws IOException, InterruptedException {
    ObjectNode sum = Json.object().put("a", message.length()).put("b", 2);
    String added = tools.callTool("get-sum", sum);
    event(out, "tool", "name", "get-sum");
    String query = URLEncoder.encode("lantern", StandardCharsets.UTF_8);
    JsonNode found = catalog.get("/catalog/search", "/catalog/search?q=" + query).json();
    event(out, "tool", "name", "catalog-search");
    String echoed =
        tools.callTool(
            "echo", Json.object().put("message", found.path("products").size() + " found"));
    event(out, "tool", "name", "echo");
    return added + " " + echoed;
  }

  private static void event(OutputStream out, String type, String field, String value)
      throws IOException {
    String text = "event: " + type + "\ndata: " + Json.object().put(field, value) + "\n\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
