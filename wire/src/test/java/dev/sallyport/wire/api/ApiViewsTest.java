// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintLimits;
import dev.sallyport.blueprint.graph.ExpectedNode;
import dev.sallyport.blueprint.graph.LiveBlueprint;
import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.DistinctCount;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ApiViewsTest {
  private static final long T = 1_700_000_000;
  private static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");
  private static final Workload REPORT =
      new Workload("shop", "Job", "report", "reporter", new TreeMap<>(Map.of("app", "report")));

  @Test
  void anEdgeSaysWhatWasCountedAndWhatWasSeen() {
    EdgeView edge = ApiViews.edge(blueprint(60).edges().getFirst());
    assertThat(edge.source()).isEqualTo("outside");
    assertThat(edge.target()).isEqualTo("workload/shop/Deployment/catalog");
    assertThat(edge.protocol()).isEqualTo("http");
    assertThat(edge.sourceProof()).isEqualTo("address-ledger");
    assertThat(edge.exchanges()).isEqualTo(610);
    assertThat(edge.outsideClients()).isEqualTo(1);
    assertThat(edge.operations()).hasSize(EdgeView.OPERATIONS_MAX);
    assertThat(edge.operationsOmitted()).isEqualTo(61 - EdgeView.OPERATIONS_MAX);
    assertThat(edge.operations().getFirst().statuses())
        .containsExactly(Map.entry("200", 7L), Map.entry("reset", 2L), Map.entry("timed-out", 1L));
    assertThat(edge.visibility())
        .extracting(VisibilityView::layer)
        .containsExactly("connection", "names", "protocol", "operation", "payload");
    assertThat(edge.visibility().getLast())
        .isEqualTo(new VisibilityView("payload", false, "not read yet"));
  }

  @Test
  void operationsWithoutANameAreCalledOthers() {
    List<OperationView> operations = ApiViews.edge(blueprint(2).edges().getFirst()).operations();
    assertThat(operations).extracting(OperationView::key).contains("(other http)", "GET /0");
  }

  @Test
  void workloadsThatOnlyKubernetesKnowsAreParties() {
    BlueprintView view =
        ApiViews.blueprint(blueprint(2), List.of(new WorkloadFacts(REPORT, 0, 0, true, false)));
    assertThat(view.parties()).hasSize(3);
    PartyView report =
        view.parties().stream().filter(p -> p.id().endsWith("report")).findFirst().orElseThrow();
    assertThat(report.ended()).isTrue();
    assertThat(report.firstSeen()).isNull();
    assertThat(report.labels()).containsEntry("app", "report");
  }

  @Test
  void whatKubernetesSaysJoinsWhatWasSeen() {
    PartyView catalog =
        ApiViews.blueprint(blueprint(2), List.of(new WorkloadFacts(CATALOG, 3, 2, false, true)))
            .parties()
            .stream()
            .filter(party -> party.id().equals(CATALOG.key()))
            .findFirst()
            .orElseThrow();
    assertThat(catalog.pods()).isEqualTo(new PodCounts(3, 2));
    assertThat(catalog.layer()).isEqualTo("ingress");
    assertThat(catalog.protocols()).containsExactly("http");
    assertThat(catalog.firstSeen()).isEqualTo(Instant.ofEpochSecond(T));
  }

  @Test
  void absentFieldsAreLeftOutAndTimesAreIso() throws JsonProcessingException {
    BlueprintView view = ApiViews.blueprint(blueprint(1), List.of());
    JsonNode json = ApiJson.mapper().readTree(ApiJson.mapper().writeValueAsString(view));
    assertThat(json.at("/generatedAt").asText()).isEqualTo("2023-11-14T22:13:25Z");
    assertThat(json.at("/parties/0").has("namespace")).isFalse();
    assertThat(json.at("/provenance/missing").isArray()).isTrue();
    assertThat(ApiJson.mapper().readValue(json.toString(), BlueprintView.class)).isEqualTo(view);
  }

  private static Blueprint blueprint(int operations) {
    Map<EdgeKey, EdgeCounts> edges = new HashMap<>();
    for (int i = 0; i < operations; i++) {
      edges.put(key(new HttpOperation("GET", "/" + i, Protocol.HTTP1)), counts());
    }
    edges.put(key(new RawOperation(Protocol.HTTP1, 0)), counts());
    LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
    live.accept(new Summary(new SummaryId("n1", "b", new Window(T, 5)), edges, NodeTally.NONE));
    return live.snapshot(Instant.ofEpochSecond(T + 5), List.of(new ExpectedNode("n1", true)));
  }

  private static EdgeKey key(Operation operation) {
    Party outside = new OutsideClient();
    return new EdgeKey(outside, CATALOG, operation, CaptureTier.NODE, Vantage.SERVER);
  }

  private static EdgeCounts counts() {
    return EdgeCounts.withoutContents(
        10,
        3,
        new AnswerCounts(new TreeMap<>(Map.of(200, 7L)), 0, 0, 2, 1, 0),
        100,
        200,
        LatencyHistogram.of(80, 10),
        DistinctCount.of(5),
        T * 1000,
        T * 1000 + 4000,
        Proof.ADDRESS_LEDGER,
        Proof.NAMESPACE,
        Visibility.below(Layer.PAYLOAD, "not read yet"));
  }
}
