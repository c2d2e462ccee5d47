// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.model.Layer;
import dev.sallyport.protocol.TappedRelay;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client and server of the JDK; the client offers an upgrade to HTTP/2 with each request. */
class JdkHttpIT {
  private static HttpServer server;
  private static ExecutorService threads;

  @BeforeAll
  static void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", JdkHttpIT::handle);
    server.start();
  }

  private static void handle(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    switch (exchange.getRequestURI().getPath()) {
      case "/none" -> exchange.sendResponseHeaders(204, -1);
      case "/fail" -> exchange.sendResponseHeaders(500, -1);
      case "/events" -> {
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        for (int i = 0; i < 50; i++) {
          body.write(("data: " + i + "\n\n").getBytes(StandardCharsets.UTF_8));
          body.flush();
        }
      }
      default -> {
        byte[] body = "x".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
            200, exchange.getRequestMethod().equals("HEAD") ? -1 : body.length);
        if (!exchange.getRequestMethod().equals("HEAD")) {
          exchange.getResponseBody().write(body);
        }
      }
    }
    exchange.close();
  }

  @AfterAll
  static void stopServer() {
    server.stop(0);
    threads.close();
  }

  private static HttpRequest.Builder to(TappedRelay relay, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.port() + path));
  }

  @Test
  void everythingTheClientSaysIsCounted() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      if (version == HttpClient.Version.HTTP_2 || version == HttpClient.Version.HTTP_1_1) {
        everythingIsCounted(version);
      }
    }
  }

  private static void everythingIsCounted(HttpClient.Version version) throws Exception {
    try (TappedRelay relay = new TappedRelay(server.getAddress().getPort())) {
      try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
        HttpResponse.BodyHandler<Void> away = HttpResponse.BodyHandlers.discarding();
        client.send(to(relay, "/none").build(), away);
        client.send(to(relay, "/fail").DELETE().build(), away);
        client.send(to(relay, "/events").build(), away);
        client.send(to(relay, "/big").HEAD().build(), away);
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("y".repeat(i * 100));
          all.add(client.sendAsync(to(relay, "/big/" + i).POST(body).build(), away));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
      }
      assertThat(relay.counts().toString())
          .isEqualTo(
              "{DELETE /fail failed=1, GET /events=1, GET /none=1, HEAD /big=1, POST /big/{id}=100}");
      for (TappedRelay.Connection each : relay.ended()) {
        assertThat(each.reader.visibility().sees(Layer.OPERATION)).isTrue();
        assertThat(each.addsUp()).isTrue();
      }
    }
  }
}
