// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveBlueprintTest {
  private static final Workload A = Workload.of("shop", "Deployment", "storefront");
  private static final Workload B = Workload.of("shop", "Deployment", "catalog");
  private static final long T = 1_000_000;

  private final LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);

  @Test
  void aSummaryIsCountedOnceHoweverOftenItComes() {
    Summary summary = summary("n1", "b", T, 5, "/a", 100, 10);
    assertThat(live.accept(summary)).isEqualTo(Acceptance.ADDED);
    assertThat(live.accept(summary)).isEqualTo(Acceptance.DUPLICATE);
    assertThat(onlyEdge(T + 5).traffic().total().exchanges()).isEqualTo(100);
  }

  @Test
  void theOrderOfArrivalDoesNotMatter() {
    List<Summary> summaries = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      summaries.add(summary("n" + i % 3, "b", T + 5L * (i / 3), 5, "/" + i % 4, i, i / 2));
    }
    summaries.forEach(live::accept);
    List<Summary> shuffled = new ArrayList<>(summaries);
    shuffled.addAll(summaries.subList(0, 20));
    Collections.shuffle(shuffled, new Random(3));
    LiveBlueprint other = new LiveBlueprint(BlueprintLimits.DEFAULT);
    shuffled.forEach(other::accept);
    Instant now = Instant.ofEpochSecond(T + 70);
    Blueprint expected = live.snapshot(now, List.of());
    Blueprint actual = other.snapshot(now, List.of());
    assertThat(actual.parties()).isEqualTo(expected.parties());
    assertThat(actual.provenance()).isEqualTo(expected.provenance());
    assertThat(actual.edges().getFirst().traffic().total())
        .isEqualTo(expected.edges().getFirst().traffic().total());
    assertThat(actual.edges().getFirst().traffic().ratePerSecond())
        .isCloseTo(expected.edges().getFirst().traffic().ratePerSecond(), within(1e-9));
  }

  @Test
  void twoLivesOfANodeBothCountInTheSameWindow() {
    assertThat(live.accept(summary("n1", "first", T, 5, "/a", 3, 0))).isEqualTo(Acceptance.ADDED);
    assertThat(live.accept(summary("n1", "second", T, 5, "/a", 4, 0))).isEqualTo(Acceptance.ADDED);
    assertThat(onlyEdge(T + 5).traffic().total().exchanges()).isEqualTo(7);
  }

  @Test
  void aWindowThatOverlapsAnotherIsRefusedAndSaid() {
    live.accept(summary("n1", "b", T, 5, "/a", 3, 0));
    assertThat(live.accept(summary("n1", "b", T, 30, "/a", 9, 0)))
        .isEqualTo(Acceptance.OVERLAPPING);
    Blueprint blueprint = live.snapshot(Instant.ofEpochSecond(T + 5), connected("n1"));
    assertThat(blueprint.provenance().missing()).anyMatch(each -> each.contains("9 exchanges"));
  }

  @Test
  void ratesAreThoseOfTheLastMinute() {
    for (int i = 0; i < 60; i++) {
      live.accept(summary("n1", "b", T + 5L * i, 5, "/a", i < 48 ? 5000 : 50, i < 48 ? 5000 : 5));
    }
    Traffic traffic = onlyEdge(T + 300).traffic();
    assertThat(traffic.ratePerSecond()).isEqualTo(10);
    assertThat(traffic.errorShare()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void ratesAreRightFromTheFirstWindowOn() {
    live.accept(summary("n1", "b", T, 5, "/a", 50, 0));
    assertThat(onlyEdge(T + 5).traffic().ratePerSecond()).isEqualTo(10);
  }

  @Test
  void ratesFadeWhenWindowsStopComing() {
    live.accept(summary("n1", "b", T, 5, "/a", 50, 0));
    Traffic traffic = onlyEdge(T + 300).traffic();
    assertThat(traffic.ratePerSecond()).isZero();
    assertThat(traffic.total().exchanges()).isEqualTo(50);
  }

  @Test
  void aWindowThatIsPartlyInTheLastMinuteCountsWithThatPart() {
    live.accept(summary("n1", "b", T, 600, "/a", 6000, 0));
    assertThat(onlyEdge(T + 600).traffic().ratePerSecond()).isCloseTo(10, within(1e-9));
  }

  @Test
  void operationsBeyondTheBoundAreCountedWithoutAName() {
    LiveBlueprint small = new LiveBlueprint(new BlueprintLimits(10, 5, 4, 16, 60, 128, 64, 96));
    for (int i = 0; i < 20; i++) {
      small.accept(summary("n1", "b", T + 5L * i, 5, "/" + i, 10, 0));
    }
    BlueprintEdge edge =
        small.snapshot(Instant.ofEpochSecond(T + 100), List.of()).edges().getFirst();
    assertThat(edge.operations()).hasSize(6);
    assertThat(edge.exchangesFolded()).isEqualTo(150);
    assertThat(edge.operations().getFirst().traffic().total().exchanges()).isEqualTo(150);
    assertThat(edge.traffic().total().exchanges()).isEqualTo(200);
  }

  @Test
  void edgesBeyondTheBoundAreCountedAndSaid() {
    LiveBlueprint small = new LiveBlueprint(new BlueprintLimits(3, 5, 4, 16, 60, 128, 64, 96));
    for (int i = 0; i < 20; i++) {
      Workload source = Workload.of("shop", "Deployment", "w" + i);
      small.accept(summary("n" + i, "b", T, 5, key(source, "/"), counts(T, 10, 0)));
    }
    Blueprint blueprint = small.snapshot(Instant.ofEpochSecond(T + 5), List.of());
    assertThat(blueprint.edges()).hasSize(4);
    assertThat(blueprint.edges().stream().mapToLong(e -> e.traffic().total().exchanges()).sum())
        .isEqualTo(200);
    assertThat(blueprint.provenance().missing()).anyMatch(each -> each.contains("170 exchanges"));
  }

  @Test
  void whatIsMissingIsSaid() {
    live.accept(summary("n1", "b", T, 5, "/a", 1, 0));
    live.accept(summary("n1", "b", T + 20, 5, "/a", 1, 0));
    Blueprint blueprint =
        live.snapshot(
            Instant.ofEpochSecond(T + 27),
            List.of(new ExpectedNode("n1", true), new ExpectedNode("n2", false)));
    assertThat(blueprint.provenance().complete()).isFalse();
    assertThat(blueprint.provenance().nodes())
        .extracting(NodeProvenance::name)
        .containsExactly("n1", "n2");
    assertThat(blueprint.provenance().nodes().getFirst().missingSeconds()).isEqualTo(15);
    assertThat(blueprint.provenance().nodes().getFirst().lagSeconds()).isEqualTo(2);
    assertThat(blueprint.provenance().missing())
        .anyMatch(each -> each.contains("15 s"))
        .anyMatch(each -> each.contains("n2") && each.contains("never reported"));
  }

  @Test
  void nothingIsMissingWhereWindowsFollowEachOther() {
    for (int i = 0; i < 10; i++) {
      live.accept(summary("n1", "b", T + 5L * i, 5, "/a", 1, 0));
    }
    assertThat(
            live.snapshot(Instant.ofEpochSecond(T + 52), connected("n1")).provenance().complete())
        .isTrue();
  }

  @Test
  void nothingIsCompleteWhereNobodyReports() {
    Provenance provenance = live.snapshot(Instant.ofEpochSecond(T), List.of()).provenance();
    assertThat(provenance.complete()).isFalse();
    assertThat(provenance.missing()).hasSize(1);
  }

  @Test
  void partiesOfOneKeyAreOneParty() {
    HttpOperation get = new HttpOperation("GET", "/", Protocol.HTTP1);
    for (boolean named : new boolean[] {true, false}) {
      ExternalHost host = new ExternalHost("203.0.113.9", named);
      EdgeKey key = new EdgeKey(A, host, get, CaptureTier.NODE, Vantage.CLIENT);
      live.accept(summary("n1", "b" + named, T, 5, key, counts(T, 10, 0)));
    }
    assertThat(onlyEdge(T + 5).traffic().total().exchanges()).isEqualTo(20);
    assertThat(live.snapshot(Instant.ofEpochSecond(T), List.of()).parties()).hasSize(2);
  }

  @Test
  void lossIsTheShareOfTheLatestWindow() {
    Summary clean = summary("n1", "b", T, 5, "/a", 75, 0);
    live.accept(new Summary(clean.id(), clean.edges(), NodeTally.dropped(25)));
    Blueprint blueprint = live.snapshot(Instant.ofEpochSecond(T + 5), connected("n1"));
    assertThat(blueprint.provenance().nodes().getFirst().lostShare()).isEqualTo(0.25);
    assertThat(blueprint.provenance().missing()).anyMatch(each -> each.contains("25.0 %"));
  }

  @Test
  void aScannerThatIsAlwaysRefusedMakesNobodyAModelServer() {
    HttpOperation chat = new HttpOperation("POST", "/v1/chat/completions", Protocol.HTTP1);
    EdgeKey key = new EdgeKey(A, B, chat, CaptureTier.NODE, Vantage.SERVER);
    live.accept(summary("n1", "b", T, 5, key, counts(T, 10, 10)));
    assertThat(layerOf(B)).isEqualTo(PartyLayer.WORKLOAD);
    live.accept(summary("n1", "b", T + 5, 5, key, counts(T, 10, 9)));
    assertThat(layerOf(B)).isEqualTo(PartyLayer.AI);
  }

  @Test
  void forgottenLivesOfANodeAreTooOldRatherThanCountedTwice() {
    LiveBlueprint small = new LiveBlueprint(new BlueprintLimits(10, 5, 2, 16, 60, 128, 64, 96));
    for (int i = 0; i < 4; i++) {
      small.accept(summary("n1", "b" + i, T + 5L * i, 5, "/a", 1, 0));
    }
    assertThat(small.accept(summary("n1", "b0", T, 5, "/a", 1, 0))).isEqualTo(Acceptance.TOO_OLD);
  }

  private PartyLayer layerOf(Workload workload) {
    return live.snapshot(Instant.ofEpochSecond(T + 10), List.of()).parties().stream()
        .filter(party -> party.party().equals(workload))
        .findFirst()
        .orElseThrow()
        .layer();
  }

  private BlueprintEdge onlyEdge(long nowSecond) {
    List<BlueprintEdge> edges = live.snapshot(Instant.ofEpochSecond(nowSecond), List.of()).edges();
    assertThat(edges).hasSize(1);
    return edges.getFirst();
  }

  private static List<ExpectedNode> connected(String name) {
    return List.of(new ExpectedNode(name, true));
  }

  private static Summary summary(
      String node,
      String boot,
      long start,
      int length,
      String path,
      long exchanges,
      long failures) {
    return summary(node, boot, start, length, key(A, path), counts(start, exchanges, failures));
  }

  private static Summary summary(
      String node, String boot, long start, int length, EdgeKey key, EdgeCounts counts) {
    return new Summary(
        new SummaryId(node, boot, new Window(start, length)), Map.of(key, counts), NodeTally.NONE);
  }

  private static EdgeKey key(Workload source, String path) {
    return new EdgeKey(
        source,
        B,
        new HttpOperation("GET", path, Protocol.HTTP1),
        CaptureTier.NODE,
        Vantage.SERVER);
  }

  private static EdgeCounts counts(long start, long exchanges, long failures) {
    return EdgeCounts.withoutContents(
        exchanges,
        failures,
        new AnswerCounts(new TreeMap<>(Map.of(200, exchanges)), 0, 0, 0, 0, 0),
        exchanges,
        exchanges,
        LatencyHistogram.of(80, exchanges),
        DistinctCount.NONE,
        start * 1000,
        start * 1000 + 4000,
        Proof.NAMESPACE,
        Proof.NAMESPACE,
        Visibility.full());
  }
}
