// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;

/**
 * The JDK's web server with routes by template, every exchange tallied by the caller's {@code
 * User-Agent}. {@code GET /healthz} tells whether it is ready, {@code GET /_counts} gives the
 * tally. Each exchange has a virtual thread of its own.
 */
public final class WebServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final HttpServer server;
  private final Tally tally;
  private final List<Route> routes = new ArrayList<>();
  private final RecentCallers callers = new RecentCallers();
  private volatile BooleanSupplier ready = () -> true;

  private WebServer(HttpServer server, Tally tally) {
    this.server = server;
    this.tally = tally;
  }

  /** Returns a server in plain text on {@code port} of every address, v4 and v6. */
  public static WebServer plain(int port, Tally tally) throws IOException {
    return plain(new InetSocketAddress(port), tally);
  }

  /** Returns a server in plain text. */
  public static WebServer plain(InetSocketAddress address, Tally tally) throws IOException {
    return new WebServer(HttpServer.create(address, BACKLOG), tally);
  }

  /** Returns a server over TLS. */
  public static WebServer tls(InetSocketAddress address, SSLContext context, Tally tally)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new WebServer(server, tally);
  }

  /** Adds an operation; the first one that fits a request answers it. */
  public WebServer route(String method, String template, Route.Handler handler) {
    routes.add(new Route(method, template, handler));
    return this;
  }

  /** Sets what {@code GET /healthz} asks: 200 when true, 503 otherwise. */
  public WebServer readyWhen(BooleanSupplier question) {
    ready = question;
    return this;
  }

  /** Starts to answer. */
  public WebServer start() {
    route("GET", "/healthz", _ -> Reply.empty(ready.getAsBoolean() ? 200 : 503));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
    return this;
  }

  /** Returns the port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Lets running exchanges end for at most a second, then stops. */
  @Override
  public void close() {
    server.stop(1);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getRawPath();
    // Also read when unused: an exchange closed with bytes unread takes its connection along.
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (method.equals("GET") && path.equals("/_counts")) {
      write(exchange, Reply.json(200, tally.json()));
      return;
    }
    String caller = caller(exchange);
    if (callers.isNew(exchange.getRemoteAddress(), System.nanoTime())) {
      tally.accepted(caller);
    }
    for (Route route : routes) {
      Optional<Map<String, String>> variables =
          route.method().equals(method) ? route.match(path) : Optional.empty();
      if (variables.isPresent()) {
        String status = respond(exchange, route, variables.orElseThrow(), body);
        tally.received(caller, route.operation(), status);
        return;
      }
    }
    write(exchange, problem(404, "no such path"));
    tally.received(caller, method + " (unknown path)", "404");
  }

  private String respond(
      HttpExchange exchange, Route route, Map<String, String> variables, byte[] body) {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    try {
      Reply reply =
          answer(route, new Incoming(variables, query, name -> header(exchange, name), body));
      write(exchange, reply);
      return Integer.toString(reply.status());
    } catch (IOException e) {
      exchange.close();
      return "broken";
    }
  }

  private Reply answer(Route route, Incoming incoming) {
    try {
      return route.handler().answer(incoming);
    } catch (Refusal refusal) {
      return problem(refusal.status(), String.valueOf(refusal.getMessage()));
    } catch (IOException e) {
      report(route, e);
      return problem(502, "a program that is needed did not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return problem(503, "stopping");
    } catch (Exception e) {
      report(route, e);
      return problem(500, "failed");
    }
  }

  private void write(HttpExchange exchange, Reply reply) throws IOException {
    long age = ConnectionAge.MAX.toNanos();
    if (callers.retire(exchange.getRemoteAddress(), System.nanoTime(), age)) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    if (!reply.contentType().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
    }
    switch (reply) {
      case Reply.Whole whole -> {
        exchange.sendResponseHeaders(
            whole.status(), whole.body().length == 0 ? -1 : whole.body().length);
        exchange.getResponseBody().write(whole.body());
      }
      case Reply.Streamed streamed -> stream(exchange, streamed);
    }
    exchange.close();
  }

  private static void stream(HttpExchange exchange, Reply.Streamed streamed) throws IOException {
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
    exchange.sendResponseHeaders(streamed.status(), 0);
    try {
      OutputStream out = exchange.getResponseBody();
      streamed.writing().to(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while writing", e);
    }
  }

  private void report(Route route, Exception failure) {
    Diary.note(tally, route.operation() + " failed: " + failure);
  }

  private static Reply problem(int status, String detail) {
    return Reply.json(status, Json.object().put("status", status).put("detail", detail));
  }

  private static String caller(HttpExchange exchange) {
    String agent = header(exchange, "User-Agent");
    int end = agent.indexOf('/');
    return end < 0 ? agent : agent.substring(0, end);
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }
}
