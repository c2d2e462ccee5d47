// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Finding;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.Place;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Sighting;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentCountingTest {
  private static final WindowClock CLOCK = new WindowClock(1_000_000, 0);
  private static final SummaryId ID = new SummaryId("n", "b", new Window(1000, 5));
  private static final Place NUMBER = new Place(Place.Part.JSON, "$.card.number");

  @Test
  void sightingsOfOnePlaceAddUp() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    builder.add(pay(), 0, seen(card(NUMBER, 11, "**** 1111"), card(NUMBER, 12, "**** 0002")));
    builder.add(pay(), 0, seen(card(NUMBER, 11, "**** 1111")));
    builder.add(pay(), 0, Contents.CLEAN);
    builder.add(pay(), 0);
    EdgeCounts counts = only(builder);
    assertThat(counts.exchanges()).isEqualTo(4);
    assertThat(counts.contents().inspected()).isEqualTo(3);
    assertThat(counts.contents().cut()).isZero();
    SightingCounts cards =
        counts
            .contents()
            .sightings()
            .get(
                new SightingKey(
                    DataClass.CREDIT_CARD, "card-number", NUMBER, Direction.FROM_CLIENT));
    assertThat(cards.count()).isEqualTo(3);
    assertThat(cards.exchanges()).isEqualTo(2);
    assertThat(cards.values().estimate()).isEqualTo(2);
    assertThat(cards.masked()).isEqualTo("**** 0002");
    assertThat(cards.firstSeenMillis()).isEqualTo(1_000_010);
  }

  @Test
  void valuesBeyondTheSampleAreEstimatedAndTheRightOnesKept() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    long[] prints = new java.util.Random(9).longs(1000).toArray();
    for (long print : prints) {
      builder.add(pay(), 0, seen(card(NUMBER, print, "m")));
      builder.add(pay(), 0, seen(card(NUMBER, print, "m")));
    }
    SightingCounts cards = only(builder).contents().sightings().values().iterator().next();
    assertThat(cards.count()).isEqualTo(2000);
    assertThat(cards.values()).isEqualTo(ValueSample.of(1, prints));
  }

  @Test
  void findingsOfOneDetectorAddUp() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    builder.add(pay(), 0, found(attack(0.5, Severity.MEDIUM, "b"), attack(0.7, Severity.LOW, "c")));
    builder.add(pay(), 0, found(attack(0.7, Severity.MEDIUM, "a")));
    FindingCounts counts = only(builder).contents().findings().values().iterator().next();
    assertThat(counts.count()).isEqualTo(3);
    assertThat(counts.exchanges()).isEqualTo(2);
    assertThat(counts.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(counts.scorePermille()).isEqualTo(700);
    assertThat(counts.evidence()).isEqualTo("a");
  }

  @Test
  void placesBeyondTheBoundCountByClassAndNoneIsLost() {
    SummaryLimits limits = new SummaryLimits(10, 2, 4, 10, 3, 2, 100, 512, 32, 48);
    SummaryBuilder builder = new SummaryBuilder(limits, CLOCK);
    for (int i = 0; i < 50; i++) {
      builder.add(pay(), 0, seen(card(new Place(Place.Part.JSON, "$.f" + i), i + 1, "m")));
    }
    Summary summary = finish(builder);
    ContentCounts contents = summary.edges().values().iterator().next().contents();
    assertThat(contents.sightings()).hasSize(4);
    assertThat(contents.sightings().values().stream().mapToLong(SightingCounts::count).sum())
        .isEqualTo(50);
    assertThat(summary.tally().limitsHit()).containsKey("summary.sightings");
    assertThat(contents.within(2, 2).sightings()).hasSize(3);
    assertThat(contents.within(64, 32)).isEqualTo(contents);
  }

  @Test
  void placesBeyondTheBoundOfTheWindowAreCountedAsNotListed() {
    SummaryLimits limits = new SummaryLimits(10, 2, 4, 10, 64, 32, 5, 512, 32, 48);
    SummaryBuilder builder = new SummaryBuilder(limits, CLOCK);
    for (int i = 0; i < 50; i++) {
      builder.add(pay(), 0, seen(card(new Place(Place.Part.JSON, "$.f" + i), i + 1, "m")));
    }
    ContentCounts contents = only(builder).contents();
    assertThat(contents.sightings()).hasSize(5);
    assertThat(contents.unlisted()).isEqualTo(45);
  }

  @Test
  void aWindowWithManyValuesKeepsTheSameLowOnesInAllPlaces() {
    SummaryLimits limits = new SummaryLimits(10, 2, 4, 10, 64, 32, 100, 20, 0, 48);
    SummaryBuilder builder = new SummaryBuilder(limits, CLOCK);
    builder.swap(new OpenWindow(limits), CLOCK);
    Place other = new Place(Place.Part.JSON, "$.other");
    for (long print : new java.util.Random(5).longs(30).toArray()) {
      builder.add(pay(), 0, seen(card(NUMBER, print, "m"), card(other, print, "m")));
    }
    ContentCounts contents = only(builder).contents();
    List<ValueSample> samples =
        contents.sightings().values().stream().map(SightingCounts::values).toList();
    assertThat(samples.get(0)).isEqualTo(samples.get(1));
    assertThat(samples.get(0).size()).isEqualTo(10);
    assertThat(samples.get(0).complete()).isFalse();
    assertThat(samples.get(0).estimate()).isBetween(10.0, 90.0);
  }

  @Test
  void whatIsSaidAfterTheExchangeWasCountedIsNotLost() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    builder.addContents(
        pay().conversation(), pay().operation(), seen(card(NUMBER, 11, "m")), 9_000_000);
    EdgeCounts counts = only(builder);
    assertThat(counts.exchanges()).isZero();
    assertThat(counts.contents().inspected()).isZero();
    assertThat(counts.contents().sightings()).hasSize(1);
    assertThat(counts.lastSeenMillis()).isEqualTo(1_000_009);
  }

  private static Contents seen(Sighting... sightings) {
    return new Contents(
        true,
        1,
        java.util.Arrays.stream(sightings)
            .map(each -> new Contents.Seen(Direction.FROM_CLIENT, each))
            .toList(),
        List.of());
  }

  private static Contents found(Finding.AttackAttempt... findings) {
    return new Contents(true, 1, List.of(), List.of(findings));
  }

  private static Sighting card(Place place, long fingerprint, String masked) {
    return new Sighting(DataClass.CREDIT_CARD, "card-number", place, 0, 16, 1, fingerprint, masked);
  }

  private static Finding.AttackAttempt attack(double score, Severity severity, String why) {
    return new Finding.AttackAttempt(
        "sql-tautology",
        AttackFamily.SQL_INJECTION,
        severity,
        score,
        Place.of(Place.Part.QUERY),
        why);
  }

  private static EdgeCounts only(SummaryBuilder builder) {
    Summary summary = finish(builder);
    assertThat(summary.edges()).hasSize(1);
    return summary.edges().values().iterator().next();
  }

  private static Summary finish(SummaryBuilder builder) {
    return builder.swap(new OpenWindow(SummaryLimits.DEFAULT), CLOCK).freeze(ID);
  }

  private static Exchange pay() {
    return new Exchange(
        new Conversation(
            new Attribution(Workload.of("shop", "Deployment", "checkout"), Proof.PEER_VOUCH),
            new Attribution(Workload.of("shop", "Deployment", "payments"), Proof.NAMESPACE),
            8080,
            CaptureTier.NODE,
            Vantage.SERVER),
        new HttpOperation("POST", "/charges", Protocol.HTTP1),
        new Outcome.Answered(200, false),
        Visibility.full(),
        10,
        20,
        7_000_000,
        1_000_000,
        3_000_000);
  }
}
