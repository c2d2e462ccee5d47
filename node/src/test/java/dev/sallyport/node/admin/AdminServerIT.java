// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AdminServerIT {
  private static final List<Metric> METRICS =
      List.of(
          Metric.counter("a_total", "As.", 3),
          new Metric("b", "Bs.", Metric.Type.GAUGE, Map.of("why", "said \"no\"\\"), 0.5),
          new Metric("b", "Bs.", Metric.Type.GAUGE, Map.of("why", "other"), 2));

  @Test
  void metricsOfOneFamilyStandTogetherWithEscapedLabels() throws Exception {
    try (AdminServer server =
        AdminServer.start(new InetSocketAddress(0), () -> METRICS, Optional::empty)) {
      assertThat(get(server, "/metrics").body())
          .isEqualTo(
              """
              # HELP a_total As.
              # TYPE a_total counter
              a_total 3
              # HELP b Bs.
              # TYPE b gauge
              b{why="said \\"no\\"\\\\"} 0.5
              b{why="other"} 2
              """);
    }
  }

  @Test
  void readinessGivesItsReasonAndThenIsReady() throws Exception {
    AtomicReference<Optional<String>> unready =
        new AtomicReference<>(Optional.of("2 pods are not captured yet"));
    try (AdminServer server = AdminServer.start(new InetSocketAddress(0), List::of, unready::get)) {
      assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(server, "/readyz").body()).contains("2 pods are not captured yet");
      unready.set(Optional.empty());
      assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> get(AdminServer server, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
