// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.ApiFacts;
import dev.sallyport.model.ApiObject;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class ObjectCountingTest {
  private static final WindowClock CLOCK = new WindowClock(1_000_000, 0);
  private static final SummaryId ID = new SummaryId("n", "b", new Window(1000, 5));

  @Test
  void aWalkIsNearlyAllStepsAndIdsAtRandomAreNot() {
    assertThat(counted(400, i -> 9_000 + i).steps()).isEqualTo(399);
    Random random = new Random(1);
    assertThat(counted(400, i -> random.nextInt(400)).steps()).isLessThan(40);
    assertThat(counted(400, i -> 9_000 - i).steps()).isZero();
  }

  @Test
  void aWalkOverSeveralConnectionsIsStillSeen() {
    // Two by two in the wrong order, and every fourth as one of four event loops sees it.
    assertThat(counted(400, i -> i ^ 1).steps()).isGreaterThan(200);
    assertThat(counted(100, i -> 4L * i).steps()).isEqualTo(99);
  }

  @Test
  void howManyObjectsIsNearTheTruthAndTheyAreNotKept() {
    ObjectCounts counts = counted(2_000, i -> i);
    assertThat(counts.distinct()).isBetween(1_000L, 2_000L);
    assertThat(counts.given().size()).isEqualTo(ValueSample.SIZE_MAX);
    assertThat(counted(2_000, i -> i % 5).distinct()).isEqualTo(5);
  }

  @Test
  void edgesBeyondTheBoundAreCountedAsNotLooked() {
    SummaryLimits few = new SummaryLimits(4096, 1024, 24, 2048, 64, 32, 3, 512, 32, 48);
    SummaryBuilder builder = new SummaryBuilder(few, CLOCK);
    for (int i = 0; i < 10; i++) {
      add(builder, "/a" + i + "/{id}", i);
    }
    Summary summary = frozen(builder, few);
    assertThat(summary.edges().values().stream().filter(each -> !each.api().objects().isNone()))
        .hasSize(3);
    assertThat(summary.tally().limitsHit()).containsEntry("summary.objects", 7L);
  }

  @Test
  void aWindowHoldsOnlySoManyFingerprintsAndCountsStayNearTheTruth() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    for (int edge = 0; edge < 40; edge++) {
      for (int i = 0; i < 100; i++) {
        add(builder, "/a" + edge + "/{id}", i);
      }
    }
    Summary summary = frozen(builder, SummaryLimits.DEFAULT);
    long kept =
        summary.edges().values().stream().mapToLong(e -> e.api().objects().given().size()).sum();
    assertThat(kept).isPositive().isLessThanOrEqualTo(256 + 40);
    assertThat(summary.edges().values()).allMatch(each -> each.api().objects().distinct() <= 100);
  }

  private static ObjectCounts counted(int calls, IntToLongFunction id) {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    for (int i = 0; i < calls; i++) {
      add(builder, "/orders/{id}", id.applyAsLong(i));
    }
    return frozen(builder, SummaryLimits.DEFAULT)
        .edges()
        .values()
        .iterator()
        .next()
        .api()
        .objects();
  }

  private static Summary frozen(SummaryBuilder builder, SummaryLimits limits) {
    return builder.swap(new OpenWindow(limits), CLOCK).freeze(ID);
  }

  private static void add(SummaryBuilder builder, String path, long id) {
    long fingerprint = new Random(id * 31 + 7).nextLong();
    ApiFacts facts =
        new ApiFacts(Set.of(Authentication.NONE), Set.of(), 0, "", "", false, false, Map.of(), -1)
            .with(200, new ApiObject(1, fingerprint, true, Long.MAX_VALUE - 50 + id));
    builder.addApi(
        new Conversation(
            new Attribution(Workload.of("shop", "Job", "export"), Proof.PEER_VOUCH),
            new Attribution(Workload.of("shop", "Deployment", "orders"), Proof.NAMESPACE),
            8080,
            CaptureTier.NODE,
            Vantage.SERVER),
        new HttpOperation("GET", path, Protocol.HTTP1),
        facts,
        5);
  }
}
