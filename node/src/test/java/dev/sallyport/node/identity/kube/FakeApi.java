// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Kubernetes API that does what a test tells it, hostile things above all. */
final class FakeApi implements AutoCloseable {
  final List<String> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Answer list = FakeApi::emptyList;
  private volatile Answer watch = exchange -> quiet(exchange, "");
  private volatile Answer owner = exchange -> text(exchange, 404, "{}");

  interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  FakeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void onList(Answer answer) {
    list = answer;
  }

  void onWatch(Answer answer) {
    watch = answer;
  }

  void onOwner(Answer answer) {
    owner = answer;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  static void text(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Sends the text and then nothing until the client goes away or the server is stopped. */
  static void quiet(HttpExchange exchange, String text) throws IOException, InterruptedException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    Thread.sleep(60_000);
  }

  static void emptyList(HttpExchange exchange) throws IOException {
    text(exchange, 200, list("1"));
  }

  static String list(String version, String... pods) {
    return "{\"kind\":\"PodList\",\"items\":["
        + String.join(",", pods)
        + "],\"metadata\":{\"resourceVersion\":\""
        + version
        + "\"}}";
  }

  static String event(String type, String object) {
    return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
  }

  static String pod(String uid, String node, String ip) {
    return """
        {"metadata":{"uid":"%s","name":"%s","namespace":"shop","resourceVersion":"7",
        "labels":{"app":"%s","pod-template-hash":"abc"},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"cart-abc","uid":"r",
        "controller":true}],"managedFields":[{"deep":{"er":[1,2,{}]}}]},
        "spec":{"nodeName":"%s","serviceAccountName":"cart-sa","containers":[{"name":"c",
        "ports":[{"containerPort":8080,"name":"http"},{"containerPort":53,"protocol":"UDP"}],
        "livenessProbe":{"httpGet":{"path":"/live?full=1","port":"http"}},
        "readinessProbe":{"tcpSocket":{"port":9090}}}]},
        "status":{"phase":"Running","podIP":"%s","podIPs":[{"ip":"%s"},{"ip":"fd00::7"}]}}"""
        .formatted(uid, uid, uid, node, ip, ip)
        .replace("\n", " ");
  }

  static String ownedBy(String kind, String name) {
    return "{\"metadata\":{\"name\":\"x\",\"ownerReferences\":[{\"kind\":\""
        + kind
        + "\",\"name\":\""
        + name
        + "\",\"controller\":true}]}}";
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestURI().toString();
    requests.add(request);
    try {
      if (!request.startsWith("/api/v1/pods")) {
        owner.to(exchange);
      } else if (request.contains("watch=true")) {
        watch.to(exchange);
      } else {
        list.to(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }
}
