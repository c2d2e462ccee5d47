// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Requests to the Kubernetes API. Safe for use by many threads. */
final class KubeClient implements AutoCloseable {
  private static final int PROBLEM_BYTES_MAX = 300;
  private static final int OK = 200;

  private final KubeAccess access;
  private final KubeLimits limits;
  private final HttpClient http;

  KubeClient(KubeAccess access, KubeLimits limits) {
    this.access = access;
    this.limits = limits;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.connectTimeout())
            .executor(command -> Thread.ofVirtual().name("sallyport-kube").start(command));
    access.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** Returns the body of one object or list. */
  InputStream get(String path) throws IOException, InterruptedException {
    return open(path, limits.answerTimeout(), limits.listBytesMax());
  }

  /** Returns the events of a watch as they are streamed. */
  WatchSource watch(String path, KubeHealth health) throws IOException, InterruptedException {
    Duration silence = limits.watchFor().plus(limits.silenceMax());
    InputStream body = open(path, silence, Long.MAX_VALUE);
    return new StreamedWatch(body, limits.objectBytesMax(), health);
  }

  /** Returns the events of a watch over a web socket, for servers that stream none. */
  WatchSource watchBySocket(String path, KubeHealth health)
      throws IOException, InterruptedException {
    Duration silence = limits.watchFor().plus(limits.silenceMax());
    SocketWatch watch = new SocketWatch(limits.objectBytesMax(), silence, health);
    String uri = access.server() + path;
    watch.open(http, URI.create("ws" + uri.substring("http".length())), access.token(), limits);
    return watch;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private InputStream open(String path, Duration silence, long bytesMax)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(access.server() + path))
            .timeout(limits.answerTimeout())
            .header("Accept", "application/json");
    String token = access.token();
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    InputStream body = new TimedStream(response.body(), silence, bytesMax);
    if (response.statusCode() != OK) {
      throw problem(response.statusCode(), body);
    }
    return body;
  }

  private static ApiProblem problem(int status, InputStream body) {
    String text = "";
    try (body) {
      text = new String(body.readNBytes(PROBLEM_BYTES_MAX), StandardCharsets.UTF_8);
    } catch (IOException e) {
      text = "and no readable reason";
    }
    return new ApiProblem(status, text.replaceAll("[^\\x20-\\x7e]+", " ").strip());
  }
}
