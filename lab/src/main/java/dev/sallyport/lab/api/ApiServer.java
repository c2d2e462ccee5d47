// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP front of the {@link ObjectStore}: the Kubernetes REST API (get, list, watch, create,
 * update, patch, delete, status, scale-free) over plain HTTP. Every request is served on an own
 * virtual thread.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ApiServer.class);
  private static final Duration WATCH_DEFAULT = Duration.ofMinutes(30);

  private final ObjectStore store;
  private final PodLogs logs;
  private final Access access;
  private final Tokens tokens;
  private final HttpServer server;

  /** What callers may do, none of whom logs in. */
  public enum Access {
    /** Everything: nobody but the lab can reach the server. */
    ALL,
    /** Only read, and no Secrets: other users of the machine can reach it. */
    READ
  }

  /** Opens the server on the address; throws {@link IOException} when it is taken. */
  public ApiServer(ObjectStore store, PodLogs logs, InetSocketAddress address) throws IOException {
    this(store, logs, address, Access.ALL);
  }

  /** Opens the server on the address; throws {@link IOException} when it is taken. */
  public ApiServer(ObjectStore store, PodLogs logs, InetSocketAddress address, Access access)
      throws IOException {
    this(store, logs, address, access, new Tokens(store));
  }

  /**
   * Opens the server on the address.
   *
   * @param tokens the tokens that reviews are asked for
   * @throws IOException when the address is taken
   */
  public ApiServer(
      ObjectStore store, PodLogs logs, InetSocketAddress address, Access access, Tokens tokens)
      throws IOException {
    this.tokens = tokens;
    this.store = store;
    this.logs = logs;
    this.access = access;
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(address, 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) {
    logger.debug(
        "{} {} from {}",
        exchange.getRequestMethod(),
        exchange.getRequestURI(),
        exchange.getRemoteAddress());
    try (exchange) {
      try {
        route(exchange);
      } catch (ApiProblem problem) {
        reply(exchange, problem.code(), problem.status());
      } catch (RuntimeException e) {
        logger.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        reply(exchange, 500, new ApiProblem(500, "InternalError", e.toString()).status());
      }
    } catch (IOException e) {
      logger.debug("client of {} went away: {}", exchange.getRequestURI(), e.toString());
    }
  }

  private void route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Optional<ObjectNode> discovered = Discovery.answer(path, store.kinds());
    if (discovered.isPresent()) {
      reply(exchange, 200, discovered.get());
      return;
    }
    if (path.equals("/healthz") || path.equals("/livez") || path.equals("/readyz")) {
      replyText(exchange, "ok");
      return;
    }
    if (path.equals(Tokens.REVIEWS) && exchange.getRequestMethod().equals("POST")) {
      // Also where others may only read: it tells nothing to whoever does not have the token.
      ObjectNode review = Json.parse(exchange.getRequestBody().readAllBytes());
      reply(exchange, 201, tokens.review(review));
      return;
    }
    RequestPath request =
        RequestPath.parse(exchange.getRequestURI().getRawPath())
            .orElseThrow(
                () -> new ApiProblem(404, "NotFound", "the server could not find " + path));
    checkAccess(exchange.getRequestMethod(), request);
    String raw = exchange.getRequestURI().getRawQuery();
    Map<String, String> query = RequestPath.query(raw == null ? "" : raw);
    switch (exchange.getRequestMethod()) {
      case "GET" -> read(exchange, request, query);
      case "POST" -> create(exchange, request);
      case "PUT" -> replace(exchange, request);
      case "PATCH" -> patch(exchange, request);
      case "DELETE" -> delete(exchange, request, query);
      default -> throw new ApiProblem(405, "MethodNotAllowed", "method not allowed");
    }
  }

  private void checkAccess(String method, RequestPath request) {
    boolean secret = kind(request).equals(Kinds.SECRET) || request.subresource().equals("log");
    if (access == Access.READ && (secret || !method.equals("GET"))) {
      throw new ApiProblem(
          403,
          "Forbidden",
          "this lab's API only reads, and tells no secrets and logs: other users of the machine reach it");
    }
  }

  private void read(HttpExchange exchange, RequestPath request, Map<String, String> query)
      throws IOException {
    ResourceKind kind = kind(request);
    boolean watch = List.of("true", "1").contains(query.getOrDefault("watch", ""));
    if (watch) {
      watch(exchange, kind, wanted(request, query), query);
    } else if (request.name().isEmpty()) {
      reply(exchange, 200, ListPage.of(query).read(store, kind, wanted(request, query)));
    } else if (request.subresource().equals("log")) {
      replyText(exchange, logs.read(get(kind, request), query.getOrDefault("container", "")));
    } else {
      reply(exchange, 200, get(kind, request).json());
    }
  }

  private void watch(
      HttpExchange exchange,
      ResourceKind kind,
      Predicate<Resource> wanted,
      Map<String, String> query)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
      // A plain answer tells web-socket clients to fall back to a streamed watch, as behind kubectl
      // proxy.
      replyText(exchange, "{}\n");
      return;
    }
    long since = Long.parseLong("0" + query.getOrDefault("resourceVersion", ""));
    long seconds = Long.parseLong("0" + query.getOrDefault("timeoutSeconds", ""));
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      try {
        new Watch(store, kind, wanted)
            .stream(
                since,
                seconds == 0 ? WATCH_DEFAULT : Duration.ofSeconds(seconds),
                query.getOrDefault("allowWatchBookmarks", "").equals("true"),
                out);
      } catch (ApiProblem problem) {
        ObjectNode event = Json.object().put("type", "ERROR");
        event.set("object", problem.status());
        out.write((Json.text(event) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void create(HttpExchange exchange, RequestPath request) throws IOException {
    ObjectNode body = Json.parse(exchange.getRequestBody().readAllBytes());
    ResourceKind kind =
        store
            .kinds()
            .atPathOrLearn(
                request.group(), request.version(), request.plural(), body.path("kind").asText());
    if (kind.namespaced() && !request.namespace().isEmpty()) {
      body.withObjectProperty("metadata").put("namespace", request.namespace());
    }
    reply(exchange, 201, store.create(kind, body).json());
  }

  private void replace(HttpExchange exchange, RequestPath request) throws IOException {
    ResourceKind kind = kind(request);
    ObjectNode body = Json.parse(exchange.getRequestBody().readAllBytes());
    address(body, request);
    reply(exchange, 200, store.update(kind, body, part(request)).json());
  }

  private void patch(HttpExchange exchange, RequestPath request) throws IOException {
    ResourceKind kind = kind(request);
    String format = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    if (format.startsWith("application/apply-patch")) {
      ObjectNode wanted = Json.parseYaml(new String(bytes, StandardCharsets.UTF_8)).getFirst();
      address(wanted, request);
      reply(exchange, 200, store.apply(wanted, part(request)).json());
      return;
    }
    JsonNode patch = Json.parseAny(bytes);
    synchronized (store) {
      ObjectNode target = get(kind, request).copy();
      JsonNode patched =
          format.startsWith("application/json-patch")
              ? Patches.jsonPatch(target, patch)
              : format.startsWith("application/strategic-merge-patch")
                  ? Patches.strategicMerge(target, patch)
                  : Patches.merge(target, patch);
      reply(exchange, 200, store.update(kind, (ObjectNode) patched, part(request)).json());
    }
  }

  private void delete(HttpExchange exchange, RequestPath request, Map<String, String> query)
      throws IOException {
    ResourceKind kind = kind(request);
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    JsonNode options = bytes.length == 0 ? Json.object() : Json.parseAny(bytes);
    long grace =
        options
            .path("gracePeriodSeconds")
            .asLong(Long.parseLong(query.getOrDefault("gracePeriodSeconds", "-1")));
    if (!request.name().isEmpty()) {
      reply(exchange, 200, store.delete(kind, request.namespace(), request.name(), grace).json());
      return;
    }
    ObjectNode deleted = ListPage.of(Map.of()).read(store, kind, wanted(request, query));
    deleted
        .path("items")
        .forEach(
            item ->
                store.delete(
                    kind,
                    item.at("/metadata/namespace").asText(),
                    item.at("/metadata/name").asText(),
                    grace));
    reply(exchange, 200, deleted);
  }

  private Predicate<Resource> wanted(RequestPath request, Map<String, String> query) {
    Predicate<Map<String, String>> labels =
        Selector.labels(query.getOrDefault("labelSelector", ""));
    Predicate<Resource> fields = Selector.fields(query.getOrDefault("fieldSelector", ""));
    return r ->
        (request.namespace().isEmpty() || r.namespace().equals(request.namespace()))
            && (request.name().isEmpty() || r.name().equals(request.name()))
            && labels.test(r.labels())
            && fields.test(r);
  }

  private ResourceKind kind(RequestPath request) {
    return store
        .kinds()
        .atPath(request.group(), request.version(), request.plural())
        .orElseThrow(
            () ->
                new ApiProblem(
                    404, "NotFound", "the server knows no resource " + request.plural()));
  }

  private Resource get(ResourceKind kind, RequestPath request) {
    return store
        .get(kind, request.namespace(), request.name())
        .orElseThrow(() -> ApiProblem.notFound(kind, request.name()));
  }

  private static void address(ObjectNode body, RequestPath request) {
    ObjectNode metadata = body.withObjectProperty("metadata");
    metadata.put("name", request.name());
    if (!request.namespace().isEmpty()) {
      metadata.put("namespace", request.namespace());
    }
  }

  private static ObjectStore.Part part(RequestPath request) {
    return request.subresource().equals("status") ? ObjectStore.Part.STATUS : ObjectStore.Part.SPEC;
  }

  private static void reply(HttpExchange exchange, int code, JsonNode body) throws IOException {
    byte[] bytes = Json.text(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void replyText(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Where the logs of containers are. */
  public interface PodLogs {
    /** Returns what a pod's container (empty: its first) has written. */
    String read(Resource pod, String container) throws IOException;
  }
}
