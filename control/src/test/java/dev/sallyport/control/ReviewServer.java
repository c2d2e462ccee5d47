// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A Kubernetes API that knows tokens, rights, and how to take a patch. */
public final class ReviewServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who a token belongs to. */
  public final Map<String, String> tokens = new ConcurrentHashMap<>();

  /** Grants, as {@code user verb resource namespace}; {@code *} for any verb or resource. */
  public final Set<List<String>> grants = ConcurrentHashMap.newKeySet();

  /** How often it was asked whose a token is, and about rights. */
  public final AtomicInteger tokenReviews = new AtomicInteger();

  public final AtomicInteger accessReviews = new AtomicInteger();
  public volatile boolean broken;
  private final HttpServer server;

  public ReviewServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Grants everything, or only looking, in a namespace; the empty one stands for the cluster. */
  public void grant(String user, String role, String namespace) {
    for (String verb : List.of("get", "list", "simulate")) {
      grants.add(List.of(user, verb, "*", namespace));
    }
    if (role.equals("editor")) {
      grants.add(List.of(user, "update", "policies", namespace));
    } else {
      grants.add(List.of(user, "-audits", "", namespace));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      JsonNode asked = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      if (broken) {
        reply(exchange, 500, JSON.createObjectNode().put("kind", "Status").put("code", 500));
      } else if (path.equals("/apis/authentication.k8s.io/v1/tokenreviews")) {
        tokenReviews.incrementAndGet();
        reply(exchange, 201, tokenReview((ObjectNode) asked));
      } else if (path.equals("/apis/authorization.k8s.io/v1/subjectaccessreviews")) {
        accessReviews.incrementAndGet();
        reply(exchange, 201, accessReview((ObjectNode) asked));
      } else if (exchange.getRequestMethod().equals("PATCH")) {
        reply(exchange, 200, patched(path));
      } else {
        reply(exchange, 404, JSON.createObjectNode().put("kind", "Status").put("code", 404));
      }
    }
  }

  private JsonNode tokenReview(ObjectNode review) {
    String user = tokens.get(review.at("/spec/token").asText());
    ObjectNode status = review.putObject("status").put("authenticated", user != null);
    if (user != null) {
      ObjectNode who = status.putObject("user").put("username", user).put("uid", "uid-" + user);
      who.putArray("groups").add("system:authenticated");
    }
    return review;
  }

  private JsonNode accessReview(ObjectNode review) {
    JsonNode spec = review.get("spec");
    JsonNode what = spec.get("resourceAttributes");
    String user = spec.path("user").asText();
    String verb = what.path("verb").asText();
    String resource = what.path("resource").asText();
    String namespace = what.path("namespace").asText("");
    boolean allowed =
        what.path("group").asText().equals("sallyport.dev")
            // A provider names no UID.
            && spec.path("uid").asText("").equals(user.startsWith("oidc:") ? "" : "uid-" + user)
            && List.of("", namespace).stream().anyMatch(it -> granted(user, verb, resource, it));
    review.putObject("status").put("allowed", allowed);
    return review;
  }

  private boolean granted(String user, String verb, String resource, String namespace) {
    boolean any = grants.contains(List.of(user, verb, "*", namespace));
    boolean notThis = grants.contains(List.of(user, "-" + resource, "", namespace));
    return any && !notThis || grants.contains(List.of(user, verb, resource, namespace));
  }

  private static JsonNode patched(String path) {
    ObjectNode object = JSON.createObjectNode();
    object.put("apiVersion", "sallyport.dev/v1alpha1").put("kind", "GuardPolicy");
    object.putObject("metadata").put("name", path.substring(path.lastIndexOf('/') + 1));
    return object;
  }

  private static void reply(HttpExchange exchange, int code, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
