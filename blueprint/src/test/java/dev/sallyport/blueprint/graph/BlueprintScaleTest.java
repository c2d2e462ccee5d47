// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster of 100 nodes and 500 workloads whose edges reach the bound, over ten minutes. */
@Tag("slow")
class BlueprintScaleTest {
  private static final int NODES = 100;
  private static final int WINDOWS = 120;
  private static final long T = 1_700_000_000;

  @Test
  void aLargeClusterIsDrawnWithinSeconds() {
    LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
    List<Map<EdgeKey, EdgeCounts>> nodes = nodes();
    long acceptNanos = 0;
    for (int window = 0; window < WINDOWS; window++) {
      for (int node = 0; node < NODES; node++) {
        SummaryId id = new SummaryId("n" + node, "b", new Window(T + window * 5L, 5));
        Summary summary = new Summary(id, nodes.get(node), NodeTally.NONE);
        long from = System.nanoTime();
        live.accept(summary);
        acceptNanos += System.nanoTime() - from;
      }
    }
    Instant now = Instant.ofEpochSecond(T + WINDOWS * 5L);
    long from = System.nanoTime();
    Blueprint blueprint = live.snapshot(now, List.of());
    double snapshotMillis = (System.nanoTime() - from) / 1e6;
    double acceptMillis = acceptNanos / 1e6 / (NODES * WINDOWS);
    String line =
        String.format(
            "%d edges, %d parties: accept %.2f ms per window of a node, first snapshot %.0f ms",
            blueprint.edges().size(), blueprint.parties().size(), acceptMillis, snapshotMillis);
    System.out.println(line);
    assertThat(acceptMillis).as(line).isLessThan(50);
    assertThat(snapshotMillis).as(line).isLessThan(10_000);
  }

  private static List<Map<EdgeKey, EdgeCounts>> nodes() {
    Random random = new Random(1);
    List<Map<EdgeKey, EdgeCounts>> nodes = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      Map<EdgeKey, EdgeCounts> edges = new HashMap<>();
      for (int i = 0; i < 300; i++) {
        EdgeKey key =
            new EdgeKey(
                workload(random.nextInt(500)),
                workload(node * 5 + random.nextInt(5)),
                new HttpOperation("GET", "/r" + random.nextInt(8), Protocol.HTTP1),
                CaptureTier.NODE,
                Vantage.SERVER);
        edges.put(key, counts());
      }
      nodes.add(edges);
    }
    return nodes;
  }

  private static Workload workload(int i) {
    return Workload.of("team" + i % 9, "Deployment", "service-" + i);
  }

  private static EdgeCounts counts() {
    EdgeCounts none = EdgeCounts.NONE;
    return EdgeCounts.withoutContents(
        10,
        0,
        new AnswerCounts(new TreeMap<>(Map.of(200, 10L)), 0, 0, 0, 0, 0),
        100,
        200,
        LatencyHistogram.of(80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        DistinctCount.NONE,
        T * 1000,
        T * 1000,
        none.sourceProof(),
        none.targetProof(),
        Visibility.full());
  }
}
