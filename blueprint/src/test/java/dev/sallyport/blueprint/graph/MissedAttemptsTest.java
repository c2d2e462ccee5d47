// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.Attempts;
import dev.sallyport.blueprint.summary.DialledPorts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.Reach;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Attempts that reached nobody belong to the edge that they would have been. */
class MissedAttemptsTest {
  private static final Workload CLIENT = Workload.of("shop", "Deployment", "client");
  private static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");
  private static final Operation GET = new HttpOperation("GET", "/books", Protocol.HTTP1);
  private static final long T = 1_000_000;

  private final LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);

  @Test
  void thoseBeforeTheServerWasReadyBelongToTheEdgeThatCameAfterwards() {
    see(T, Map.of(key(tcp(8080), Vantage.SERVER), refused(3, 8080, T + 1)));
    assertThat(edges(T + 5)).singleElement().matches(BlueprintEdge::neverReached);
    see(T + 5, Map.of(key(GET, Vantage.SERVER), answered(10, 8080, T + 9)));
    pass(T + 10, T + 30);
    BlueprintEdge edge = only(T + 30);
    assertThat(edge.id().protocol()).isEqualTo(Protocol.HTTP1);
    assertThat(edge.traffic().total().exchanges()).isEqualTo(10);
    assertThat(edge.traffic().total().failures()).isZero();
    assertThat(edge.missed().attempts().refused()).isEqualTo(3);
    assertThat(edge.missed().lastSeen()).isEqualTo(Instant.ofEpochSecond(T + 1));
    assertThat(edge.missed().ports()).isEqualTo(DialledPorts.of(List.of(8080)));
    assertThat(edge.missed().goingOn()).isFalse();
    assertThat(edge.traffic().errorShare()).isZero();
    assertThat(edge.neverReached()).isFalse();
  }

  @Test
  void thoseOfACalleeThatIsReachedNoMoreAreTrouble() {
    see(T, Map.of(key(GET, Vantage.SERVER), answered(30, 8080, T + 4)));
    see(T + 5, Map.of(key(tcp(8080), Vantage.SERVER), refused(10, 8080, T + 9)));
    BlueprintEdge edge = only(T + 10);
    assertThat(edge.missed().goingOn()).isTrue();
    assertThat(edge.traffic().errorShare()).isCloseTo(0.25, within(1e-9));
    // Nobody was reached since, so it is not over yet; a minute without an attempt ends it.
    pass(T + 10, T + 40);
    assertThat(only(T + 40).missed().goingOn()).isTrue();
    pass(T + 40, T + 80);
    assertThat(only(T + 80).missed().goingOn()).isFalse();
    assertThat(only(T + 80).missed().attempts().total()).isEqualTo(10);
  }

  @Test
  void whereEveryOtherAttemptReachesSomebodyItIsTroubleAllTheSame() {
    for (long at = T; at < T + 60; at += 5) {
      see(
          at,
          Map.of(
              key(GET, Vantage.SERVER), answered(5, 8080, at + 4),
              key(tcp(8080), Vantage.SERVER), refused(5, 8080, at + 2)));
    }
    BlueprintEdge edge = only(T + 60);
    assertThat(edge.missed().goingOn()).isTrue();
    assertThat(edge.traffic().errorShare()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void thoseToAPortThatNobodyIsSeenOnAreALineThatSaysSo() {
    see(
        T,
        Map.of(
            key(GET, Vantage.SERVER), answered(10, 8080, T + 2),
            key(tcp(9999), Vantage.SERVER), refused(2, 9999, T + 3)));
    List<BlueprintEdge> edges = edges(T + 5);
    assertThat(edges).hasSize(2);
    BlueprintEdge tried =
        edges.stream().filter(BlueprintEdge::neverReached).findAny().orElseThrow();
    assertThat(tried.traffic().total().exchanges()).isZero();
    assertThat(tried.operations()).isEmpty();
    assertThat(tried.missed().ports().ports()).containsExactly(9999);
    assertThat(tried.traffic().errorShare()).isEqualTo(1);
    assertThat(tried.traffic().firstSeen()).isAfter(Instant.EPOCH);
    assertThat(party(CATALOG, T + 5).served()).containsExactly(Protocol.HTTP1);
  }

  @Test
  void aServiceThatLedNowhereIsTheOnePortThatTheTwoSpeakOn() {
    see(
        T,
        Map.of(
            key(GET, Vantage.SERVER), answered(10, 8080, T + 2),
            key(tcp(80), Vantage.CLIENT), refused(2, 80, T + 1)));
    assertThat(only(T + 5).missed().attempts().refused()).isEqualTo(2);
    see(T + 5, Map.of(key(tcp(5005), Vantage.SERVER), answered(1, 5005, T + 6)));
    // Now it might be either of two ports, and a guess would be no fact.
    assertThat(edges(T + 10)).hasSize(3);
  }

  @Test
  void thoseAmongConnectionsThatAreNotUnderstoodAreToldApart() {
    EdgeCounts both = refused(3, 9000, T + 1).plus(answered(5, 9000, T + 4));
    see(T, Map.of(key(tcp(9000), Vantage.SERVER), both));
    BlueprintEdge edge = only(T + 5);
    assertThat(edge.traffic().total().exchanges()).isEqualTo(5);
    assertThat(edge.traffic().total().failures()).isZero();
    assertThat(edge.traffic().total().answers().reset()).isZero();
    assertThat(edge.missed().attempts().total()).isEqualTo(3);
  }

  @Test
  void aScannerFillsNoMemoryAndLosesNothing() {
    Map<EdgeKey, EdgeCounts> tried = new HashMap<>();
    for (int port = 1; port <= 500; port++) {
      tried.put(key(tcp(port), Vantage.SERVER), refused(2, port, T + 1));
    }
    see(T, tried);
    BlueprintEdge edge = only(T + 5);
    assertThat(edge.missed().attempts().total()).isEqualTo(1000);
    assertThat(edge.missed().ports().ports()).hasSize(DialledPorts.MOST);
  }

  private void pass(long from, long to) {
    for (long at = from; at < to; at += 5) {
      see(at, Map.of());
    }
  }

  private void see(long at, Map<EdgeKey, EdgeCounts> edges) {
    live.accept(new Summary(new SummaryId("n1", "b", new Window(at, 5)), edges, NodeTally.NONE));
  }

  private BlueprintEdge only(long now) {
    assertThat(edges(now)).hasSize(1);
    return edges(now).getFirst();
  }

  private List<BlueprintEdge> edges(long now) {
    return live.snapshot(Instant.ofEpochSecond(now), List.of()).edges();
  }

  private BlueprintParty party(Workload workload, long now) {
    return live.snapshot(Instant.ofEpochSecond(now), List.of()).parties().stream()
        .filter(each -> each.party().equals(workload))
        .findAny()
        .orElseThrow();
  }

  private static RawOperation tcp(int port) {
    return new RawOperation(Protocol.TCP, port);
  }

  private static EdgeKey key(Operation operation, Vantage vantage) {
    return new EdgeKey(CLIENT, CATALOG, operation, CaptureTier.NODE, vantage);
  }

  private static EdgeCounts refused(long times, int port, long lastSecond) {
    return counts(
        times,
        times,
        new AnswerCounts(new TreeMap<>(), 0, 0, times, 0, 0),
        new Reach(DialledPorts.of(List.of(port)), new Attempts(times, 0, 0, 0, lastSecond * 1000)),
        lastSecond);
  }

  private static EdgeCounts answered(long times, int port, long lastSecond) {
    return counts(
        times,
        0,
        new AnswerCounts(new TreeMap<>(Map.of(200, times)), 0, 0, 0, 0, 0),
        new Reach(DialledPorts.of(List.of(port)), Attempts.NONE),
        lastSecond);
  }

  private static EdgeCounts counts(
      long exchanges, long failures, AnswerCounts answers, Reach reach, long lastSecond) {
    EdgeCounts none = EdgeCounts.NONE;
    return new EdgeCounts(
        exchanges,
        failures,
        answers,
        0,
        0,
        none.latency(),
        none.outsideClients(),
        lastSecond * 1000 - 500,
        lastSecond * 1000,
        none.sourceProof(),
        none.targetProof(),
        none.visibility(),
        none.contents(),
        none.api(),
        none.rulings(),
        reach);
  }
}
