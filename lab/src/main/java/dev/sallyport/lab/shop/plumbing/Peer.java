// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Another program that is spoken to over HTTP. Usable from any thread. */
public final class Peer {
  private static final int CONNECT_ATTEMPTS = 4;

  /** Pods start in any order, so one that has not been met yet is waited for about ten seconds. */
  private static final int FIRST_CONNECT_ATTEMPTS = 9;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final String name;
  private final URI base;
  private final HttpClient client;
  private final Tally tally;
  private volatile boolean met;

  Peer(String name, URI base, HttpClient client, Tally tally) {
    this.name = name;
    this.base = base;
    this.client = client;
    this.tally = tally;
  }

  /** Returns the answer to a {@code GET} of {@code path}, which fits {@code template}. */
  public Answer get(String template, String path) throws IOException, InterruptedException {
    return call("GET", template, path, new byte[0], Map.of());
  }

  /** Returns the answer to a {@code DELETE} of {@code path}. */
  public Answer delete(String template, String path) throws IOException, InterruptedException {
    return call("DELETE", template, path, new byte[0], Map.of());
  }

  /** Returns the answer to a {@code POST} of JSON to {@code path}. */
  public Answer post(String path, JsonNode body) throws IOException, InterruptedException {
    return call("POST", path, path, Json.bytes(body), Map.of());
  }

  /** Returns the answer to a {@code POST} of JSON to {@code path} with more headers. */
  public Answer post(String path, JsonNode body, Map<String, String> headers)
      throws IOException, InterruptedException {
    return call("POST", path, path, Json.bytes(body), headers);
  }

  /**
   * Returns the answer to a request.
   *
   * @param method HTTP method
   * @param template path as it is tallied
   * @param path path and query as they are sent
   * @param body body, sent as JSON unless {@code headers} name another type; none when empty
   * @param headers further headers
   * @throws IOException when there was no answer
   */
  public Answer call(
      String method, String template, String path, byte[] body, Map<String, String> headers)
      throws IOException, InterruptedException {
    String operation = method + " " + template;
    HttpRequest request = request(method, path, body, headers);
    try {
      HttpResponse<byte[]> response = send(request, HttpResponse.BodyHandlers.ofByteArray());
      tally.sent(name, operation, Integer.toString(response.statusCode()));
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      tally.sent(name, operation, "broken");
      throw new IOException(name + ": " + operation + ": " + e, e);
    }
  }

  /**
   * Reads the answer to a {@code POST} of JSON as it arrives.
   *
   * @param reading reads the stream of the body; not called unless the status is 200
   * @throws IOException when there was no answer or another status
   */
  public void stream(String path, JsonNode body, Map<String, String> headers, Reading reading)
      throws IOException, InterruptedException {
    String operation = "POST " + path;
    String status = "broken";
    try {
      HttpResponse<InputStream> response =
          send(
              request("POST", path, Json.bytes(body), headers),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        if (response.statusCode() == 200) {
          reading.from(in);
        }
        // To the end, or the connection could not be used again.
        in.readAllBytes();
      }
      status = Integer.toString(response.statusCode());
      if (response.statusCode() != 200) {
        throw new IOException(name + ": " + operation + " answered " + status);
      }
    } finally {
      tally.sent(name, operation, status);
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<T> response = client.send(request, handler);
        met = true;
        return response;
      } catch (ConnectException | HttpConnectTimeoutException e) {
        // Nothing was sent yet, so any method may be tried again.
        if (attempt >= (met ? CONNECT_ATTEMPTS : FIRST_CONNECT_ATTEMPTS)) {
          throw e;
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      }
    }
  }

  private HttpRequest request(
      String method, String path, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(ANSWER_WITHIN)
            .header("User-Agent", tally.program() + "/1.0")
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (body.length > 0 && !headers.containsKey("Content-Type")) {
      builder.header("Content-Type", "application/json");
    }
    headers.forEach(builder::header);
    return builder.build();
  }

  /** Reads a body. */
  @FunctionalInterface
  public interface Reading {
    /** Reads {@code in} as far as it wants to. */
    void from(InputStream in) throws IOException, InterruptedException;
  }
}
