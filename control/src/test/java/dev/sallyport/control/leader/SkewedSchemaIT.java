// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.leader;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.MockCluster;
import dev.sallyport.control.PatientNode;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.store.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One database in turns under control programs of two versions: forward, one version back, forward
 * again. {@code SALLYPORT_BEFORE} names a built checkout of the other; {@code e2e/skew.sh} makes
 * one.
 */
@Tag("slow")
class SkewedSchemaIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int WINDOWS = 20;
  private static final String COUNTED =
      "SELECT coalesce(sum(succeeded + refused + failed + blocked + broken + unseen), 0)"
          + " FROM ledger_count";

  @TempDir Path state;
  private final HttpClient http = HttpClient.newHttpClient();
  private long start = Instant.now().getEpochSecond() / 5 * 5 - 700;
  private int lives;

  @Test
  void theVersionBeforeWorksOnTheNewSchemaAndNothingIsLost() throws Exception {
    String named = System.getenv("SALLYPORT_BEFORE");
    assumeTrue(named != null, "SALLYPORT_BEFORE names no other version; e2e/skew.sh does");
    Path target = Path.of(named).toAbsolutePath().resolve("control/target");
    String before = target.resolve("control-0.1.0-SNAPSHOT.jar") + ":" + target.resolve("lib/*");
    String now = System.getProperty("java.class.path");
    try (MockCluster cluster = new MockCluster();
        TestPostgres database = new TestPostgres(state.resolve("postgres"))) {
      cluster.namespace("shop");
      cluster.node("node-a", "192.0.2.1", "10.1.0.0/24");
      long sum = 0;
      for (String version : List.of(before, now, before, now)) {
        sum = live(version, cluster, database, sum);
      }
      assertThat(database.number(COUNTED)).isEqualTo(4L * WINDOWS);
    }
  }

  /** One life of a control program: it knows all from before, and takes more. */
  private long live(String classPath, MockCluster cluster, TestPostgres database, long known)
      throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("SALLYPORT_API_PORT", "0");
    settings.put("SALLYPORT_LINK_PORT", "0");
    settings.put("SALLYPORT_LINK_TLS", "off");
    settings.put("SALLYPORT_LISTEN_ADDRESS", "127.0.0.1");
    settings.put("SALLYPORT_DATABASE_URL", database.url());
    settings.put("SALLYPORT_KUBE_API", cluster.url().toString());
    settings.put("SALLYPORT_LEADER_ELECTION", "on");
    settings.put("SALLYPORT_LEASE_SECONDS", "3");
    settings.put("SALLYPORT_POD_NAME", "life-" + ++lives);
    settings.put("SALLYPORT_POD_ADDRESS", "127.0.0.1");
    Path directory = state.resolve("life-" + lives);
    try (ControlProcess control = new ControlProcess(directory, settings, classPath)) {
      eventually(PATIENCE, control::linkPort);
      eventually(PATIENCE, control::apiPort);
      eventually(
          PATIENCE, () -> assertThat(exchanges(control)).as(control.said()).isEqualTo(known));
      List<Integer> ports = List.of(control.linkPort());
      try (PatientNode node = new PatientNode(ports, "node-a", windows(), Duration.ofMillis(20))) {
        eventually(PATIENCE, () -> assertThat(node.done()).as(control.said()).isTrue());
      }
      eventually(PATIENCE, () -> assertThat(exchanges(control)).isEqualTo(known + WINDOWS));
      eventually(PATIENCE, () -> assertThat(database.number(COUNTED)).isEqualTo(known + WINDOWS));
      assertThat(get(control, "/api/v1/status").at("/database/ok").asBoolean())
          .as(control.said())
          .isTrue();
    }
    return known + WINDOWS;
  }

  private List<Summary> windows() {
    List<Summary> windows = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      windows.add(Summaries.one("node-a", "boot-1", start, 1));
      start += 5;
    }
    return windows;
  }

  private long exchanges(ControlProcess control) throws Exception {
    long sum = 0;
    for (JsonNode each : get(control, "/api/v1/edges").get("edges")) {
      sum += each.get("exchanges").asLong();
    }
    return sum;
  }

  private JsonNode get(ControlProcess control, String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + control.apiPort() + path);
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }
}
