// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.ai;

import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Reply;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.IOException;
import java.time.Duration;

/** A model server in the cluster, with the paths of vLLM's OpenAI-compatible server. */
public final class ModelServer {
  private ModelServer() {}

  /** Starts the program: {@code MODEL}, {@code TOKEN_MILLIS} between two tokens. */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("model-server");
    OpenAiDialect dialect =
        new OpenAiDialect(
            settings.text("MODEL", "harbour-7b-instruct"),
            Duration.ofMillis(settings.number("TOKEN_MILLIS", 4)));
    WebServer server =
        WebServer.plain(settings.listen(8000), tally)
            .route("POST", "/v1/chat/completions", dialect::chat)
            .route("POST", "/v1/embeddings", dialect::embeddings)
            .route("GET", "/v1/models", _ -> dialect.models())
            .route("GET", "/version", _ -> version())
            .route("GET", "/health", _ -> Reply.empty(200))
            .start();
    return Running.of(tally, server);
  }

  private static Reply version() {
    return Reply.json(200, Json.object().put("version", "0.11.0-lab"));
  }
}
