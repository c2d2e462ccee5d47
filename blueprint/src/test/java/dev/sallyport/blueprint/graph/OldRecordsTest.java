// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.Attempts;
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

/** Connections from before capture began are a gap for as long as they are open, and no longer. */
class OldRecordsTest {
  private static final Workload CLIENT = Workload.of("shop", "Deployment", "client");
  private static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");
  private static final Operation GET = new HttpOperation("GET", "/books", Protocol.HTTP1);
  private static final Operation TCP = new RawOperation(Protocol.TCP, 8080);
  private static final long T = 1_000_000;

  private final LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);

  @Test
  void oneThatIsOpenStandsOnTheEdgeItBelongsToAndKeepsItFromBeingWhollySeen() {
    see("b", T, Map.of(key(TCP), old(2, 2, T)));
    see("b", T + 5, Map.of(key(TCP), old(0, 2, T + 5), key(GET), answered(7, T + 6)));
    BlueprintEdge edge = only(T + 10);
    assertThat(edge.id().protocol()).isEqualTo(Protocol.HTTP1);
    assertThat(edge.openBefore()).isEqualTo(2);
    assertThat(edge.traffic().total().exchanges()).isEqualTo(7);
    assertThat(edge.traffic().visibility().sees(Layer.OPERATION)).isFalse();
    assertThat(edge.traffic().visibility().unseen().get(Layer.PAYLOAD)).contains("still open");
    assertThat(sum(T + 10)).isEqualTo(new OpenBefore(2, 2, Instant.ofEpochSecond(T)));
  }

  @Test
  void whenItEndsTheEdgeIsWhollySeenAndOnlyTheSumRemembers() {
    see("b", T, Map.of(key(TCP), old(2, 2, T), key(GET), answered(7, T + 1)));
    see("b", T + 5, Map.of(key(TCP), old(0, 1, T + 5)));
    assertThat(only(T + 10).openBefore()).isEqualTo(1);
    see("b", T + 10, Map.of(key(GET), answered(7, T + 11)));
    BlueprintEdge edge = only(T + 15);
    assertThat(edge.openBefore()).isZero();
    assertThat(edge.traffic().visibility()).isEqualTo(Visibility.full());
    assertThat(edge.traffic().total().exchanges()).isEqualTo(14);
    assertThat(sum(T + 15)).isEqualTo(new OpenBefore(2, 0, Instant.ofEpochSecond(T)));
  }

  @Test
  void thatNothingElseIsSeenDoesNotEndIt() {
    see("b", T, Map.of(key(TCP), old(1, 1, T)));
    for (long at = T + 5; at < T + 600; at += 5) {
      see("b", at, Map.of(key(TCP), old(0, 1, at)));
    }
    BlueprintEdge edge = only(T + 600);
    assertThat(edge.openBefore()).isEqualTo(1);
    assertThat(edge.neverReached()).isFalse();
    assertThat(edge.traffic().visibility().sees(Layer.CONNECTION)).isTrue();
    assertThat(edge.traffic().visibility().sees(Layer.PROTOCOL)).isFalse();
  }

  @Test
  void alonePastItLeavesNoLine() {
    see("b", T, Map.of(key(TCP), old(1, 1, T)));
    see("b", T + 5, Map.of());
    assertThat(edges(T + 10)).isEmpty();
    assertThat(sum(T + 10).found()).isEqualTo(1);
  }

  @Test
  void anotherProgramOnTheNodeFindsAnewWhatIsOpen() {
    see("first", T, Map.of(key(TCP), old(3, 3, T)));
    see("second", T + 60, Map.of(key(TCP), old(1, 1, T + 60)));
    assertThat(sum(T + 65)).isEqualTo(new OpenBefore(1, 1, Instant.ofEpochSecond(T + 60)));
    assertThat(only(T + 65).openBefore()).isEqualTo(1);
    // A window of the first one that comes late changes nothing.
    see("first", T + 5, Map.of(key(TCP), old(0, 3, T + 5)));
    assertThat(only(T + 65).openBefore()).isEqualTo(1);
  }

  @Test
  void whatBothSidesTellOfIsCountedOnce() {
    EdgeKey dialled =
        new EdgeKey(
            CLIENT, CATALOG, new RawOperation(Protocol.TCP, 80), CaptureTier.NODE, Vantage.CLIENT);
    see("b", T, Map.of(key(TCP), old(2, 2, T), dialled, old(2, 2, T)));
    assertThat(only(T + 5).openBefore()).isEqualTo(2);
    assertThat(sum(T + 5)).isEqualTo(new OpenBefore(2, 2, Instant.ofEpochSecond(T)));
  }

  @Test
  void ofANodeThatIsSilentNothingIsSaidToBeOpen() {
    see("b", T, Map.of(key(TCP), old(1, 1, T)));
    assertThat(only(T + 30).openBefore()).isEqualTo(1);
    assertThat(edges(T + 300)).isEmpty();
  }

  private void see(String boot, long at, Map<EdgeKey, EdgeCounts> edges) {
    live.accept(new Summary(new SummaryId("n1", boot, new Window(at, 5)), edges, NodeTally.NONE));
  }

  private BlueprintEdge only(long now) {
    assertThat(edges(now)).hasSize(1);
    return edges(now).getFirst();
  }

  private List<BlueprintEdge> edges(long now) {
    return live.snapshot(Instant.ofEpochSecond(now), List.of()).edges();
  }

  private OpenBefore sum(long now) {
    return live.snapshot(Instant.ofEpochSecond(now), List.of()).provenance().openBefore();
  }

  private static EdgeKey key(Operation operation) {
    return new EdgeKey(CLIENT, CATALOG, operation, CaptureTier.NODE, Vantage.SERVER);
  }

  private static EdgeCounts old(long found, long open, long second) {
    return counts(
        found,
        new AnswerCounts(new TreeMap<>(), 0, 0, 0, 0, found),
        Visibility.below(Layer.PROTOCOL, "the connection was open before capture began"),
        new OldConnections(found, open),
        second);
  }

  private static EdgeCounts answered(long times, long second) {
    return counts(
        times,
        new AnswerCounts(new TreeMap<>(Map.of(200, times)), 0, 0, 0, 0, 0),
        Visibility.full(),
        OldConnections.NONE,
        second);
  }

  private static EdgeCounts counts(
      long exchanges, AnswerCounts answers, Visibility seen, OldConnections old, long second) {
    EdgeCounts none = EdgeCounts.NONE;
    return new EdgeCounts(
        exchanges,
        0,
        answers,
        0,
        0,
        none.latency(),
        none.outsideClients(),
        second * 1000,
        second * 1000,
        none.sourceProof(),
        none.targetProof(),
        seen,
        none.contents(),
        none.api(),
        none.rulings(),
        new Reach(DialledPorts.of(List.of(8080)), Attempts.NONE, old));
  }
}
