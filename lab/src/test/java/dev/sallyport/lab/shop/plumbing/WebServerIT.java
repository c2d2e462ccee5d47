// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.lab.shop.plumbing.Tally.Way;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebServerIT {
  private final Tally serving = new Tally("server");
  private final Tally asking = new Tally("client");
  private final AtomicBoolean ready = new AtomicBoolean();
  private WebServer server;
  private Caller caller;
  private Peer peer;

  @BeforeEach
  void start() throws IOException {
    server =
        WebServer.plain(0, serving)
            .route("GET", "/things/{id}", r -> Reply.json(200, Json.object().put("id", r.id("id"))))
            .route("POST", "/things", r -> Reply.json(201, r.json()))
            .route(
                "GET",
                "/broken",
                _ -> {
                  throw new IOException("no");
                })
            .readyWhen(ready::get)
            .start();
    caller = Caller.of(asking, new Settings(Map.of()));
    peer = caller.peer("server", URI.create("http://127.0.0.1:" + server.port()));
  }

  @AfterEach
  void stop() {
    caller.close();
    server.close();
  }

  @Test
  void bothSidesCountTheSame() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(peer.get("/things/{id}", "/things/" + i).json().path("id").asInt()).isEqualTo(i);
    }
    assertThat(asking.total(Way.SENT, "server", "GET /things/{id}")).isEqualTo(5);
    // The server counts what it has answered, after the client may have read the answer.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (serving.total(Way.RECEIVED, "client", "GET /things/{id}") < 5
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(serving.total(Way.RECEIVED, "client", "GET /things/{id}")).isEqualTo(5);
    assertThat(serving.total(Way.ACCEPTED, "client", "")).isEqualTo(1);
  }

  @Test
  void readinessIsAsked() throws Exception {
    assertThat(peer.get("/healthz", "/healthz").status()).isEqualTo(503);
    ready.set(true);
    assertThat(peer.get("/healthz", "/healthz").status()).isEqualTo(200);
  }

  @Test
  void readingTheCountsIsNotCounted() throws Exception {
    assertThat(peer.get("/_counts", "/_counts").json().path("program").asText())
        .isEqualTo("server");
    assertThat(serving.lines()).isEmpty();
  }

  @Test
  void errorsHaveTheirStatus() throws Exception {
    assertThat(peer.get("/things/{id}", "/things/x").status()).isEqualTo(404);
    assertThat(peer.get("/nowhere", "/nowhere").status()).isEqualTo(404);
    assertThat(peer.get("/broken", "/broken").status()).isEqualTo(502);
    assertThat(peer.call("POST", "/things", "/things", new byte[] {'{'}, Map.of()).status())
        .isEqualTo(400);
  }
}
