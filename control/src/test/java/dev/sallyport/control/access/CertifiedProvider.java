// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.control.config.AccessConfig;
import dev.sallyport.control.config.AccessMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A provider of OpenID Connect that is not ours, in a process of its own ({@code
 * ui/dev/provider.mjs}), and the browser of somebody who logs in there.
 */
public final class CertifiedProvider implements AutoCloseable {
  /** What proves the client {@code sallyport}. */
  public static final String SECRET = "a secret: with signs/+";

  /** The address of the page that it knows. */
  public static final URI CALLBACK = URI.create("http://127.0.0.1:7080/login/callback");

  private static final Path UI = Path.of(System.getProperty("sallyport.root"), "ui");
  private static final int STEPS_MAX = 20;

  private final Process program;
  private final URI issuer;

  private CertifiedProvider(Process program, URI issuer) {
    this.program = program;
    this.issuer = issuer;
  }

  /** Starts one. */
  public static CertifiedProvider start() throws IOException {
    assumeTrue(
        Files.isDirectory(UI.resolve("node_modules/oidc-provider")),
        "sh config/ui.sh test fetches it");
    Process program =
        new ProcessBuilder("node", "dev/provider.mjs", String.valueOf(CALLBACK.getPort()))
            .directory(UI.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // It says one line when it serves, or ends.
    String line =
        new BufferedReader(new InputStreamReader(program.getInputStream(), UTF_8)).readLine();
    if (line == null || !line.startsWith("provider: ")) {
      program.destroy();
      throw new IOException("the provider did not start: " + line);
    }
    return new CertifiedProvider(program, URI.create(line.substring("provider: ".length())));
  }

  /** Returns what control is told of it and of a client that it knows. */
  public AccessConfig access(String client, String secret) {
    return new AccessConfig(
        AccessMode.OIDC,
        "sallyport",
        true,
        new AccessConfig.Oidc(
            issuer,
            client,
            "sub",
            "groups",
            "oidc:",
            new AccessConfig.ProviderLogin(secret, "openid groups", CALLBACK)));
  }

  /** Returns its name. */
  public URI issuer() {
    return issuer;
  }

  /** Has it sign by new keys; the old ones stay published. */
  public void rotate() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      http.send(post(issuer.resolve("/rotate"), ""), HttpResponse.BodyHandlers.discarding());
    }
  }

  /** Goes where a browser is sent, fills in the forms, and returns where it is sent at last. */
  public URI logIn(URI location, String name) throws IOException, InterruptedException {
    try (HttpClient http =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .build()) {
      HttpRequest next = HttpRequest.newBuilder(location).build();
      for (int step = 0; step < STEPS_MAX; step++) {
        HttpResponse<String> answer = http.send(next, HttpResponse.BodyHandlers.ofString(UTF_8));
        if (answer.statusCode() == 200) {
          // A page that asks who it is, and then one that asks whether the client may know.
          String form =
              answer.body().contains("name=\"password\"")
                  ? "prompt=login&password=any&login=" + name
                  : "prompt=consent";
          next = post(answer.uri(), form);
          continue;
        }
        URI to =
            answer
                .uri()
                .resolve(
                    answer
                        .headers()
                        .firstValue("location")
                        .orElseThrow(
                            () -> new IOException(answer.statusCode() + " " + answer.body())));
        if (to.getPort() != issuer.getPort()) {
          return to;
        }
        next = HttpRequest.newBuilder(to).build();
      }
    }
    throw new IOException("the provider sends a browser round and round");
  }

  /** Returns a field of an address; null when it has none of that name. */
  public static @Nullable String field(URI address, String name) {
    return Arrays.stream(address.getRawQuery().split("&"))
        .filter(each -> each.startsWith(name + "="))
        .map(each -> URLDecoder.decode(each.substring(name.length() + 1), UTF_8))
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() {
    program.destroy();
  }

  private static HttpRequest post(URI address, String form) {
    return HttpRequest.newBuilder(address)
        .header("content-type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
  }
}
