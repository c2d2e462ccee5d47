// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks a provider of OpenID Connect: JSON within five seconds and one MiB, no redirects. Safe for
 * any thread; blocks.
 */
final class ProviderHttp {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int BYTES_MAX = 1 << 20;

  private final URI issuer;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * An answer.
   *
   * @param status status
   * @param body what it says; missing when that is no JSON
   */
  record Answer(int status, JsonNode body) {}

  ProviderHttp(URI issuer) {
    this.issuer = issuer;
  }

  /**
   * Returns what the provider says of itself (OpenID Connect Discovery 1.0, section 4).
   *
   * @throws IOException when it cannot be read, or names another issuer
   */
  JsonNode about() throws IOException, InterruptedException {
    String base = issuer.toString();
    String slash = base.endsWith("/") ? "" : "/";
    JsonNode about = get(URI.create(base + slash + ".well-known/openid-configuration"));
    if (!about.path("issuer").asText().equals(base)) {
      throw new IOException("it names another issuer");
    }
    return about;
  }

  /**
   * Returns an address that the provider names, held to HTTPS unless the provider itself is not.
   *
   * @throws IOException when there is none
   */
  URI named(JsonNode about, String field) throws IOException {
    String text = about.path(field).asText("");
    try {
      URI address = URI.create(text);
      if ("https".equals(address.getScheme())
          || ("http".equals(issuer.getScheme()) && "http".equals(address.getScheme()))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new IOException("its " + field + " is not under https");
  }

  JsonNode get(URI address) throws IOException, InterruptedException {
    Answer answer = send(HttpRequest.newBuilder(address));
    if (answer.status() != 200) {
      throw new IOException(address + " answered " + answer.status());
    }
    return answer.body();
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpRequest asked = request.timeout(PATIENCE).header("accept", "application/json").build();
    HttpResponse<InputStream> answer = http.send(asked, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new IOException(asked.uri() + " answered more than 1 MiB");
      }
      return new Answer(answer.statusCode(), JSON.readTree(bytes));
    }
  }
}
