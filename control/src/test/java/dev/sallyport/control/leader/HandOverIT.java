// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.leader;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.Control;
import dev.sallyport.control.MockCluster;
import dev.sallyport.control.PatientNode;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.config.ControlConfig;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two control programs with one PostgreSQL and one Lease. */
class HandOverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String COUNTED =
      "SELECT coalesce(sum(succeeded + refused + failed + blocked + broken + unseen), 0)"
          + " FROM ledger_count";

  @TempDir Path state;
  private MockCluster cluster;
  private TestPostgres database;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    cluster = new MockCluster();
    cluster.namespace("shop");
    cluster.node("node-a", "192.0.2.1", "10.1.0.0/24");
    cluster.node("node-b", "192.0.2.2", "10.1.1.0/24");
    database = new TestPostgres(state.resolve("postgres"));
  }

  @AfterEach
  void stop() {
    database.close();
    cluster.close();
  }

  @Test
  void aLeaderThatStopsHandsOverAndEveryExchangeCountsOnce() throws Exception {
    Control first = Control.start(config("first"));
    Control second = Control.start(config("second"));
    List<Integer> ports = List.of(first.linkPort(), second.linkPort());
    try (PatientNode a = new PatientNode(ports, "node-a", windows("node-a", 60), pause());
        PatientNode b = new PatientNode(ports, "node-b", windows("node-b", 60), pause())) {
      eventually(PATIENCE, () -> assertThat(a.acknowledged()).isGreaterThan(12));
      eventually(PATIENCE, () -> assertThat(a.port()).isEqualTo(b.port()).isPositive());
      boolean firstLed = a.port() == first.linkPort();
      Control left = firstLed ? second : first;
      eventually(PATIENCE, () -> assertThat(edges(left.apiPort())).isPositive());
      (firstLed ? first : second).close();
      eventually(PATIENCE, () -> assertThat(a.done() && b.done()).isTrue());
      eventually(PATIENCE, () -> assertThat(edges(left.apiPort())).isEqualTo(2 * total(60)));
      assertThat(database.number(COUNTED)).isEqualTo(2 * total(60));
      left.close();
    }
  }

  @Test
  @Tag("slow")
  void aLeaderThatIsKilledIsReplacedAndEveryExchangeCountsOnce() throws Exception {
    try (ControlProcess first = process("first");
        ControlProcess second = process("second")) {
      eventually(PATIENCE, first::apiPort);
      eventually(PATIENCE, second::apiPort);
      List<Integer> ports = List.of(first.linkPort(), second.linkPort());
      try (PatientNode a = new PatientNode(ports, "node-a", windows("node-a", 110), pause());
          PatientNode b = new PatientNode(ports, "node-b", windows("node-b", 110), pause())) {
        eventually(PATIENCE, () -> assertThat(a.acknowledged()).isGreaterThan(30));
        eventually(PATIENCE, () -> assertThat(a.port()).isPositive());
        ControlProcess led = a.port() == first.linkPort() ? first : second;
        ControlProcess left = led == first ? second : first;
        led.kill();
        eventually(PATIENCE, () -> assertThat(a.done() && b.done()).as(left.said()).isTrue());
        eventually(PATIENCE, () -> assertThat(edges(left.apiPort())).isEqualTo(2 * total(110)));
        assertThat(database.number(COUNTED)).isEqualTo(2 * total(110));
        try (ControlProcess third = process("third")) {
          eventually(PATIENCE, third::apiPort);
          eventually(PATIENCE, () -> assertThat(third.said()).contains("rebuilt"));
          assertThat(edges(third.apiPort())).isEqualTo(2 * total(110));
          JsonNode nodes = get(third.apiPort(), "/api/v1/status").get("nodes");
          assertThat(nodes).as("passed on to the leader, which alone knows nodes").hasSize(2);
        }
      }
    }
  }

  private static Duration pause() {
    return Duration.ofMillis(50);
  }

  private static List<Summary> windows(String node, int count) {
    long start = Instant.now().getEpochSecond() / 5 * 5 - 700;
    List<Summary> windows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      windows.add(Summaries.one(node, "boot-1", start + 5L * i, i + 1));
    }
    return windows;
  }

  private static long total(int windows) {
    return windows * (windows + 1L) / 2;
  }

  private long edges(int apiPort) throws Exception {
    long sum = 0;
    for (JsonNode each : get(apiPort, "/api/v1/edges").get("edges")) {
      sum += each.get("exchanges").asLong();
    }
    return sum;
  }

  private JsonNode get(int apiPort, String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private ControlConfig config(String name) throws Exception {
    Map<String, String> settings = settings(name);
    settings.put("SALLYPORT_STATE_DIR", state.resolve(name).toString());
    return ControlConfig.from(settings);
  }

  private ControlProcess process(String name) throws Exception {
    return new ControlProcess(state.resolve(name), settings(name));
  }

  private Map<String, String> settings(String name) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("SALLYPORT_API_PORT", "0");
    settings.put("SALLYPORT_LINK_PORT", "0");
    settings.put("SALLYPORT_LINK_TLS", "off");
    settings.put("SALLYPORT_LISTEN_ADDRESS", "127.0.0.1");
    settings.put("SALLYPORT_DATABASE_URL", database.url());
    settings.put("SALLYPORT_KUBE_API", cluster.url().toString());
    settings.put("SALLYPORT_LEADER_ELECTION", "on");
    settings.put("SALLYPORT_LEASE_SECONDS", "3");
    settings.put("SALLYPORT_POD_NAME", name);
    settings.put("SALLYPORT_POD_ADDRESS", "127.0.0.1");
    return settings;
  }
}
