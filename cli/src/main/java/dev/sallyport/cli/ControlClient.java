// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.ProblemView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the control program. Built on the oldest client of the JDK, since it loads in a tenth of the
 * time of the newer one and a command asks one question.
 */
final class ControlClient {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;

  private final URI server;
  private final Credentials credentials;
  private @Nullable String token;

  /**
   * Returns a client.
   *
   * @throws CommandFailure when {@code server} is not a URL of a server
   */
  ControlClient(String server, Credentials credentials) {
    this.credentials = credentials;
    this.token = credentials.explicit().orElse(null);
    try {
      URI url = new URI(server.contains("://") ? server : "http://" + server);
      if (url.getHost() == null || !String.valueOf(url.getScheme()).startsWith("http")) {
        throw new URISyntaxException(server, "no host");
      }
      String text = url.toString();
      this.server = URI.create(text.endsWith("/") ? text : text + "/");
    } catch (URISyntaxException e) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          "--server: '" + server + "' (expected: a URL such as http://127.0.0.1:7080)");
    }
  }

  /** Returns the answer to a read of {@code path} under {@code api/v1/}. */
  <T> T get(String path, Class<T> type) {
    try {
      return ApiJson.mapper().readValue(bytes(path), type);
    } catch (IOException e) {
      throw unreachable(path, e);
    }
  }

  /** Returns the answer to JSON that is sent to {@code path} under {@code api/v1/}. */
  <T> T post(String path, String json, Class<T> type) {
    try {
      HttpURLConnection connection =
          answered(
              path,
              opened -> {
                opened.setRequestMethod("POST");
                opened.setDoOutput(true);
                opened.setRequestProperty("Content-Type", "application/json");
                opened.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
              });
      try {
        try (InputStream in = body(connection)) {
          return ApiJson.mapper().readValue(in, type);
        }
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw unreachable(path, e);
    }
  }

  /** Returns the answer as bytes. */
  byte[] bytes(String path) {
    HttpURLConnection connection = null;
    try {
      connection = answered(path, opened -> opened.setRequestProperty("Accept-Encoding", "gzip"));
      try (InputStream in = body(connection)) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw unreachable(path, e);
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  /**
   * Hands every value of a live stream to {@code sink} until that returns false or the stream ends.
   */
  void stream(String path, Predicate<String> sink) {
    try {
      HttpURLConnection connection =
          answered(path, opened -> opened.setRequestProperty("Accept", "text/event-stream"));
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
        String line;
        while ((line = lines.readLine()) != null) {
          if (line.startsWith("data: ") && !sink.test(line.substring(6))) {
            return;
          }
        }
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw unreachable(path, e);
    }
  }

  /** What is done with a connection before the answer is asked for. */
  private interface Asking {
    void prepare(HttpURLConnection connection) throws IOException;
  }

  /** Asks; where control wants to know who does, and a token is at hand, once more with it. */
  private HttpURLConnection answered(String path, Asking asking) throws IOException {
    HttpURLConnection connection = open(path);
    asking.prepare(connection);
    if (token == null && connection.getResponseCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
      token = credentials.atHand(server).orElse(null);
      if (token != null) {
        connection.disconnect();
        connection = open(path);
        asking.prepare(connection);
      }
    }
    check(connection, path);
    return connection;
  }

  private HttpURLConnection open(String path) throws IOException {
    URI url = server.resolve("api/v1/" + path);
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    if (token != null) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    return connection;
  }

  private static InputStream body(HttpURLConnection connection) throws IOException {
    InputStream in = connection.getInputStream();
    return "gzip".equals(connection.getContentEncoding()) ? new GZIPInputStream(in) : in;
  }

  private void check(HttpURLConnection connection, String path) throws IOException {
    int status = connection.getResponseCode();
    if (status == 200) {
      return;
    }
    String said = "";
    try (InputStream error = connection.getErrorStream()) {
      if (error != null && String.valueOf(connection.getContentType()).contains("problem+json")) {
        ProblemView problem = ApiJson.mapper().readValue(error.readAllBytes(), ProblemView.class);
        said = problem.title() + ": " + problem.detail();
      }
    } catch (IOException e) {
      // The status says enough.
    }
    if (status == HttpURLConnection.HTTP_UNAUTHORIZED && !said.isEmpty()) {
      throw new CommandFailure(CommandFailure.NOT_ALLOWED, unknown(said));
    }
    throw new CommandFailure(
        switch (status) {
          case 400, 404 -> CommandFailure.WRONG_USAGE;
          case 403 -> CommandFailure.NOT_ALLOWED;
          default -> CommandFailure.UNAVAILABLE;
        },
        said.isEmpty()
            ? "GET "
                + server.resolve("api/v1/" + path)
                + " answered "
                + status
                + "; is that a Sallyport control program?"
            : said);
  }

  private String unknown(String said) {
    String none =
        Credentials.trusted(server)
            ? "no token was given, and the kubeconfig has none (a client certificate is no token)"
            : "no token was given; that of the kubeconfig is not sent to another machine without"
                + " HTTPS";
    return """
        401: %s
          %s
          - make one with:
              kubectl create token NAME -n NAMESPACE --duration=1h
          - give it with --token, --token @FILE or SALLYPORT_TOKEN"""
        .formatted(said, token == null ? none : "a token was sent");
  }

  private CommandFailure unreachable(String path, IOException failure) {
    String why =
        switch (failure) {
          case ConnectException _ -> "nothing listens there";
          case UnknownHostException _ -> "the host name is not known";
          case SocketTimeoutException _ -> "it does not answer in time";
          default -> String.valueOf(failure.getMessage());
        };
    return new CommandFailure(
        CommandFailure.UNAVAILABLE,
        """
        cannot reach the control program: %s
          tried: GET %s
          - in the lab, start it with: ./sallyport up
          - in a cluster, open a way to it with:
              kubectl -n sallyport port-forward service/sallyport-control 7080:7080
          - elsewhere, name it with --server URL or SALLYPORT_SERVER"""
            .formatted(why, server.resolve("api/v1/" + path)));
  }
}
