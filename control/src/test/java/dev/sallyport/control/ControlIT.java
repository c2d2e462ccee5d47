// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.model.Workload;
import io.grpc.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlIT {
  private static final Workload STOREFRONT = Workload.of("shop", "Deployment", "storefront");
  private static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");

  @TempDir Path state;
  private MockCluster cluster;
  private Control control;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    cluster = new MockCluster();
    cluster.namespace("shop");
    cluster.node("node-a", "192.0.2.1", "10.1.0.0/24");
    control = startControl();
  }

  @AfterEach
  void stop() {
    control.close();
    cluster.close();
  }

  @Test
  void aSummaryBecomesAnEdgeOfTheBlueprintAndIsAcknowledged() throws Exception {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      long sequence = node.send(node.summary(second(), STOREFRONT, CATALOG, 7));
      eventually(() -> assertThat(node.acked).isEqualTo(sequence));
      eventually(
          () -> {
            JsonNode edges = get("/api/v1/blueprint").get("edges");
            assertThat(edges).hasSize(1);
            assertThat(edges.get(0).get("exchanges").asLong()).isEqualTo(7);
            assertThat(edges.get(0).get("source").asText()).isEqualTo(STOREFRONT.key());
          });
    }
  }

  @Test
  void aSummarySentTwiceIsCountedOnce() throws Exception {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      var summary = node.summary(second(), STOREFRONT, CATALOG, 7);
      node.send(summary);
      long sequence = node.send(summary);
      eventually(() -> assertThat(node.acked).isEqualTo(sequence));
      eventually(
          () ->
              assertThat(get("/api/v1/edges").get("edges").get(0).get("exchanges").asLong())
                  .isEqualTo(7));
    }
  }

  @Test
  void aNodeMaySpeakOnlyForItself() throws Exception {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      long sequence =
          node.send(FakeNode.summary("node-b", "boot-1", second(), STOREFRONT, CATALOG, 7));
      eventually(() -> assertThat(node.acked).isEqualTo(sequence));
      assertThat(get("/api/v1/edges").get("edges")).isEmpty();
    }
  }

  @Test
  void aNodeOfAnotherLinkVersionIsToldWhy() {
    FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1", 99);
    eventually(() -> assertThat(node.ended).isNotNull());
    assertThat(node.ended.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(node.ended.getDescription()).contains("99");
  }

  @Test
  void aSecondStreamOfANodeReplacesTheFirst() {
    FakeNode first = new FakeNode(control.linkPort(), "node-a", "boot-1");
    eventually(() -> assertThat(first.welcome).isTrue());
    try (FakeNode second = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      eventually(() -> assertThat(second.welcome).isTrue());
      eventually(() -> assertThat(first.ended).isNotNull());
      assertThat(first.ended.getCode()).isEqualTo(Status.Code.ABORTED);
      long sequence = second.send(second.summary(second(), STOREFRONT, CATALOG, 1));
      eventually(() -> assertThat(second.acked).isEqualTo(sequence));
    }
  }

  @Test
  void nodesAreToldOfPodsAndTheirChanges() {
    var owner = cluster.deployment("shop", "catalog");
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      var pod = cluster.pod("shop", "catalog-5d4f-x", "node-a", "10.1.0.7", owner);
      eventually(
          () -> {
            assertThat(node.ruleset.inventory().pods()).hasSize(1);
            var told = node.ruleset.inventory().pods().getFirst();
            assertThat(told.workload()).isEqualTo(CATALOG);
            assertThat(told.captured()).isFalse();
          });
      node.captured(pod.getMetadata().getUid());
      eventually(() -> assertThat(node.ruleset.inventory().pods().getFirst().captured()).isTrue());
      cluster.client().resource(pod).delete();
      eventually(() -> assertThat(node.ruleset.inventory().pods().getFirst().ended()).isPresent());
    }
  }

  @Test
  void statusSaysWhyAPodIsNotCaptured() throws Exception {
    var owner = cluster.deployment("shop", "catalog");
    var pod = cluster.pod("shop", "catalog-5d4f-x", "node-a", "10.1.0.7", owner);
    eventually(
        () -> {
          JsonNode told = get("/api/v1/status").get("pods").get(0);
          assertThat(told.get("state").asText()).isEqualTo("not-captured");
          assertThat(told.get("because").asText())
              .isEqualTo("no node program reports on node node-a");
        });
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      node.captured(pod.getMetadata().getUid());
      eventually(
          () -> {
            JsonNode told = get("/api/v1/status").get("pods").get(0);
            assertThat(told.get("state").asText()).isEqualTo("captured");
            assertThat(told.get("families").get("ipv4").asBoolean()).isTrue();
          });
      eventually(
          () -> {
            JsonNode party = get("/api/v1/blueprint").get("parties").get(0);
            assertThat(party.get("id").asText()).isEqualTo(CATALOG.key());
            assertThat(party.get("pods").get("captured").asInt()).isEqualTo(1);
          });
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAfterARestart() throws Exception {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      long sequence = node.send(node.summary(second(), STOREFRONT, CATALOG, 7));
      eventually(() -> assertThat(node.acked).isEqualTo(sequence));
    }
    control.close();
    control = startControl();
    assertThat(get("/api/v1/edges").get("edges").get(0).get("exchanges").asLong())
        .as("though the database never answered")
        .isEqualTo(7);
    assertThat(get("/api/v1/status").get("database").get("ok").asBoolean()).isFalse();
  }

  @Test
  void whatIsStoredIsThereAfterARestartAndNodesGoOn() throws Exception {
    control.close();
    Map<String, String> embedded = settings();
    embedded.remove("SALLYPORT_DATABASE_URL");
    control = Control.start(ControlConfig.from(embedded));
    eventually(
        Duration.ofSeconds(90),
        () -> assertThat(get("/api/v1/status").get("database").get("ok").asBoolean()).isTrue());
    long second = second();
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      node.send(node.summary(second, STOREFRONT, CATALOG, 7));
      long sequence = node.send(node.summary(second + 5, STOREFRONT, CATALOG, 5));
      eventually(() -> assertThat(node.acked).isEqualTo(sequence));
    }
    embedded.put("SALLYPORT_LINK_PORT", String.valueOf(control.linkPort()));
    control.close();
    control = Control.start(ControlConfig.from(embedded));
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      // The node did not hear the last acknowledgement, so it sends that window again.
      node.send(node.summary(second + 5, STOREFRONT, CATALOG, 5));
      long sequence = node.send(node.summary(second + 10, STOREFRONT, CATALOG, 3));
      eventually(() -> assertThat(node.acked).isEqualTo(sequence));
      eventually(
          Duration.ofSeconds(60),
          () ->
              assertThat(get("/api/v1/edges").get("edges").get(0).get("exchanges").asLong())
                  .isEqualTo(15));
    }
    eventually(
        () ->
            assertThat(get("/api/v1/blueprint").get("provenance").get("missing").toString())
                .doesNotContain("database"));
  }

  /** Most of these claims hold without a database, so none is started for them. */
  private Control startControl() {
    return Control.start(ControlConfig.from(settings()));
  }

  private Map<String, String> settings() {
    return new HashMap<>(
        Map.of(
            "SALLYPORT_API_PORT", "0",
            "SALLYPORT_LINK_PORT", "0",
            "SALLYPORT_LINK_TLS", "off",
            "SALLYPORT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none",
            "SALLYPORT_STATE_DIR", state.toString(),
            "SALLYPORT_KUBE_API", cluster.url().toString()));
  }

  private static long second() {
    long now = System.currentTimeMillis() / 1000;
    return now - now % 5;
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control.apiPort() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }
}
