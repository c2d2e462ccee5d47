// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Reads over HTTP from an address of this machine. */
public final class HttpReader implements Surroundings.Way {
  /** One that the proxy of the Kubernetes API lets through. */
  static final String TOKEN_HEADER = "x-sallyport-token";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI address;
  private final Optional<String> token;

  /** Returns a reader of that address. */
  public HttpReader(URI address) {
    this(address, Optional.empty());
  }

  /** Returns a reader of that address that shows a token where there is one. */
  HttpReader(URI address, Optional<String> token) {
    this.address = address;
    this.token = token;
  }

  @Override
  public String read(String path) throws IOException {
    HttpRequest.Builder asked = HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
    token.ifPresent(it -> asked.header(TOKEN_HEADER, it));
    HttpRequest request = asked.build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
