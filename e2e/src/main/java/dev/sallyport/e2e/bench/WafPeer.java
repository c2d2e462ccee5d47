// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import dev.sallyport.model.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The cost of inspecting request bodies with nginx, ModSecurity 3 and the OWASP Core Rule Set, as
 * Debian packages them: the processor time of nginx with the rules less that without them, for the
 * same bodies through the same proxy. Rules detect only, so that every body runs through all.
 *
 * <p>It is not the same work: the rules flatten JSON into arguments and run transformations over
 * each; they look for attacks and for no sensitive data. So only the cost of an inspected kilobyte
 * is compared.
 */
final class WafPeer {
  private static final String MODULE = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so";
  private static final String RULES = "/usr/share/modsecurity-crs/rules";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process nginx;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int plain;
  private final int inspected;

  private WafPeer(Process nginx, int plain, int inspected) {
    this.nginx = nginx;
    this.plain = plain;
    this.inspected = inspected;
  }

  /**
   * Returns the cost in microseconds for each kilobyte, in one line, or why it was not measured.
   *
   * @param bodies JSON bodies to send
   * @param rounds interleaved rounds
   */
  static String measure(List<Content> bodies, int rounds) {
    if (!Files.exists(Path.of(MODULE)) || !Files.exists(Path.of(RULES))) {
      return "nginx + ModSecurity + CRS: not measured; on Debian:"
          + " apt-get install nginx-light libnginx-mod-http-modsecurity modsecurity-crs";
    }
    try {
      Path work = Files.createTempDirectory("sallyport-waf");
      int[] ports = freePorts();
      Files.writeString(work.resolve("rules.conf"), rules());
      Files.writeString(work.resolve("nginx.conf"), configuration(work, ports));
      Process nginx =
          new Shell(work)
              .start(
                  "nginx",
                  Map.of(),
                  List.of("nginx", "-p", work.toString(), "-c", work + "/nginx.conf"));
      try {
        return new WafPeer(nginx, ports[0], ports[1]).compare(bodies, rounds);
      } finally {
        nginx.destroy();
        nginx.waitFor();
        remove(work);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "nginx + ModSecurity + CRS: interrupted";
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private String compare(List<Content> bodies, int rounds)
      throws IOException, InterruptedException {
    await();
    double kilobytes = bodies.stream().mapToLong(Content::length).sum() / 1000.0;
    send(plain, bodies);
    send(inspected, bodies.subList(0, Math.min(3, bodies.size())));
    double[] costs = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      double without = send(plain, bodies);
      costs[round] = (send(inspected, bodies) - without) / kilobytes;
    }
    Spread cost = Spread.of(costs);
    return String.format(
        Locale.ROOT,
        "nginx + ModSecurity 3 + CRS 3.3 (detection only, one process): %s us per inspected KB more"
            + " than without, %.2f MB/s; %d JSON bodies of %.1f KB on average",
        cost.text(0),
        1000 / cost.median(),
        bodies.size(),
        kilobytes / bodies.size());
  }

  /** Returns the microseconds of processor time that nginx took. */
  private double send(int port, List<Content> bodies) throws IOException, InterruptedException {
    double before = CpuTime.micros(nginx.pid());
    for (Content body : bodies) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/orders"))
              .header("Content-Type", "application/json")
              .timeout(PATIENCE)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body.bytes()))
              .build();
      client.send(request, HttpResponse.BodyHandlers.discarding());
    }
    return CpuTime.micros(nginx.pid()) - before;
  }

  private void await() throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plain + "/")).build();
    while (true) {
      try {
        client.send(request, HttpResponse.BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        if (!nginx.isAlive() || System.nanoTime() > until) {
          throw new IllegalStateException("nginx with ModSecurity does not start", e);
        }
        Thread.sleep(100);
      }
    }
  }

  private static String rules() {
    return """
    SecRuleEngine DetectionOnly
    SecRequestBodyAccess On
    SecResponseBodyAccess Off
    SecRequestBodyLimit 4194304
    SecRequestBodyNoFilesLimit 4194304
    SecRequestBodyJsonDepthLimit 512
    SecAuditEngine Off
    SecRule REQUEST_HEADERS:Content-Type "^application/json" \\
      "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
    Include /etc/modsecurity/crs/crs-setup.conf
    Include %s/*.conf
    """
        .formatted(RULES);
  }

  private static String configuration(Path work, int[] ports) {
    return """
    load_module %s;
    daemon off;
    master_process off;
    pid nginx.pid;
    error_log nginx-error.log crit;
    events { worker_connections 256; }
    http {
      access_log off;
      client_max_body_size 4m;
      client_body_buffer_size 1m;
      client_body_temp_path body;
      proxy_temp_path proxied;
      fastcgi_temp_path fast;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }
      server {
        listen 127.0.0.1:%d;
        modsecurity on;
        modsecurity_rules_file %s/rules.conf;
        location / { proxy_pass http://127.0.0.1:%d; }
      }
      server { listen 127.0.0.1:%d; location / { return 200 "ok"; } }
    }
    """
        .formatted(MODULE, ports[0], ports[2], ports[1], work, ports[2], ports[2]);
  }

  private static int[] freePorts() throws IOException {
    try (ServerSocket a = loopback();
        ServerSocket b = loopback();
        ServerSocket c = loopback()) {
      return new int[] {a.getLocalPort(), b.getLocalPort(), c.getLocalPort()};
    }
  }

  private static ServerSocket loopback() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
