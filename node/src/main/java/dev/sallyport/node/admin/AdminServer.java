// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics}, {@code /healthz} and {@code /readyz}. Has one thread of its own, so that
 * a slow reader can hold up only other readers of metrics.
 */
public final class AdminServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final HttpServer server;

  private AdminServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts serving.
   *
   * @param address address and port
   * @param metrics gives the numbers of the moment
   * @param unready gives the reason why the program is not ready, empty when it is
   * @throws IOException when the port is taken
   */
  public static AdminServer start(
      InetSocketAddress address, Supplier<List<Metric>> metrics, Supplier<Optional<String>> unready)
      throws IOException {
    HttpServer server = HttpServer.create(address, BACKLOG);
    server.setExecutor(
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("sallyport-admin").factory()));
    server.createContext(
        "/metrics",
        exchange ->
            answer(exchange, 200, "text/plain; version=0.0.4", PrometheusText.of(metrics.get())));
    server.createContext("/healthz", exchange -> answer(exchange, 200, "text/plain", "ok\n"));
    server.createContext("/readyz", exchange -> ready(exchange, unready.get()));
    server.start();
    return new AdminServer(server);
  }

  private static void ready(HttpExchange exchange, Optional<String> unready) throws IOException {
    answer(
        exchange,
        unready.isPresent() ? 503 : 200,
        "text/plain",
        unready.map(reason -> "not ready: " + reason).orElse("ready") + "\n");
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Returns the port that is served, which differs from the one asked for when that was 0. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
