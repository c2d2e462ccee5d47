// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.DialledPorts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.OldConnections;
import dev.sallyport.blueprint.summary.Reach;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Connections refused by a policy before a byte was said belong to the edge of their port. */
class UnheardDenialsTest {
  private static final Workload CLIENT = Workload.of("shop", "Deployment", "client");
  private static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");
  private static final Operation GET = new HttpOperation("GET", "/books", Protocol.HTTP1);
  private static final long T = 1_000_000;

  @Test
  void refusedBeforeAndAfterTheFirstBytesIsOneLineWithTwoOperations() {
    List<BlueprintEdge> edges =
        edges(Map.of(key(GET), blocked(6, 600, 8080), key(tcp(8080)), blocked(4, 0, 8080)));
    assertThat(edges)
        .singleElement()
        .satisfies(
            edge -> {
              assertThat(edge.id().protocol()).isEqualTo(Protocol.HTTP1);
              assertThat(edge.traffic().total().exchanges()).isEqualTo(10);
              assertThat(edge.traffic().total().answers().blocked()).isEqualTo(10);
              assertThat(edge.traffic().ratePerSecond()).isCloseTo(10 / 5.0, within(1e-9));
              assertThat(edge.traffic().errorShare()).isCloseTo(1, within(1e-9));
              assertThat(edge.traffic().visibility()).isEqualTo(Visibility.full());
              assertThat(edge.operations())
                  .extracting(each -> each.operation(), each -> each.traffic().total().exchanges())
                  .containsExactly(tuple(GET, 6L), tuple(tcp(8080), 4L));
            });
  }

  @Test
  void onAnotherPortItStaysALineOfItsOwn() {
    assertThat(edges(Map.of(key(GET), blocked(6, 600, 8080), key(tcp(9999)), blocked(4, 0, 9999))))
        .hasSize(2);
  }

  @Test
  void connectionsThatSaidSomethingStayALineOfTheirOwn() {
    assertThat(edges(Map.of(key(GET), blocked(6, 600, 8080), key(tcp(8080)), blocked(4, 90, 8080))))
        .hasSize(2);
  }

  @Test
  void aloneItStaysWhatItIs() {
    assertThat(edges(Map.of(key(tcp(8080)), blocked(4, 0, 8080))))
        .singleElement()
        .satisfies(edge -> assertThat(edge.traffic().total().exchanges()).isEqualTo(4));
  }

  private static List<BlueprintEdge> edges(Map<EdgeKey, EdgeCounts> counts) {
    LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
    SummaryId id = new SummaryId("node-a", "boot", new Window(T, 5));
    live.accept(new Summary(id, counts, NodeTally.NONE));
    return live.snapshot(Instant.ofEpochSecond(T + 5), List.of()).edges();
  }

  private static EdgeKey key(Operation operation) {
    return new EdgeKey(CLIENT, CATALOG, operation, CaptureTier.NODE, Vantage.SERVER);
  }

  private static Operation tcp(int port) {
    return new RawOperation(Protocol.TCP, port);
  }

  private static EdgeCounts blocked(long times, long bytes, int port) {
    EdgeCounts none = EdgeCounts.NONE;
    return new EdgeCounts(
        times,
        times,
        new AnswerCounts(new TreeMap<>(), 0, times, 0, 0, 0),
        bytes,
        0,
        none.latency(),
        none.outsideClients(),
        T * 1000,
        T * 1000 + 3000,
        none.sourceProof(),
        none.targetProof(),
        bytes == 0 ? Visibility.below(Layer.PROTOCOL, "no bytes") : Visibility.full(),
        none.contents(),
        none.api(),
        none.rulings(),
        new Reach(DialledPorts.of(List.of(port)), none.reach().attempts(), OldConnections.NONE));
  }
}
