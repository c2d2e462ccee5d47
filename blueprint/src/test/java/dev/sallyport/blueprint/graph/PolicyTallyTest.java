// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.RulingCounts;
import dev.sallyport.blueprint.summary.RulingKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicyTallyTest {
  private static final PolicyId POLICY = new PolicyId("shop", "catalog");

  @Test
  void onlyTheLatestVersionCounts() {
    LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
    live.accept(summary(0, said(1, RulingKey.Says.DENY, RulingKey.Done.APPLIED, false, 9)));
    live.accept(summary(5, said(2, RulingKey.Says.ALLOW, RulingKey.Done.APPLIED, false, 4)));
    PolicyTally tally = tally(live);
    assertThat(tally.version()).isEqualTo(2);
    assertThat(tally.allowed()).isEqualTo(4);
    assertThat(tally.denied()).isZero();
    assertThat(tally.deniedEdges()).isEmpty();
    assertThat(tally.hits()).isEqualTo(4);
  }

  @Test
  void whatWouldHaveBeenDeniedIsToldApartAndNamesTheEdge() {
    LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
    live.accept(summary(0, said(1, RulingKey.Says.DENY, RulingKey.Done.OBSERVED, true, 3)));
    PolicyTally tally = tally(live);
    assertThat(tally.wouldDeny()).isEqualTo(3);
    assertThat(tally.denied()).isZero();
    assertThat(tally.deniedEdges())
        .singleElement()
        .satisfies(edge -> assertThat(edge.key()).contains("storefront"));
  }

  @Test
  void whatFailedIsNeitherAllowedNorDenied() {
    LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
    live.accept(summary(0, said(1, RulingKey.Says.ALLOW, RulingKey.Done.FAILED_OPEN, false, 2)));
    live.accept(summary(5, said(1, RulingKey.Says.DENY, RulingKey.Done.FAILED_CLOSED, false, 5)));
    assertThat(tally(live))
        .extracting(PolicyTally::allowed, PolicyTally::denied)
        .containsExactly(0L, 0L);
    assertThat(tally(live))
        .extracting(PolicyTally::failedOpen, PolicyTally::failedClosed)
        .containsExactly(2L, 5L);
  }

  private static PolicyTally tally(LiveBlueprint live) {
    Map<PolicyId, PolicyTally> tallies =
        PolicyTally.of(live.snapshot(Instant.ofEpochSecond(60), List.of()));
    assertThat(tallies).containsOnlyKeys(POLICY);
    return tallies.values().iterator().next();
  }

  private static RulingCounts said(
      long version, RulingKey.Says says, RulingKey.Done done, boolean wouldBe, long count) {
    return new RulingCounts(
        new TreeMap<>(
            Map.of(
                new RulingKey(new Reason(POLICY, version, ""), says, done, wouldBe),
                new RulingCounts.Times(count, 1000))));
  }

  private static Summary summary(long start, RulingCounts rulings) {
    EdgeKey edge =
        new EdgeKey(
            Workload.of("shop", "Deployment", "storefront"),
            Workload.of("shop", "Deployment", "catalog"),
            new HttpOperation("GET", "/items", Protocol.HTTP1),
            CaptureTier.NODE,
            Vantage.SERVER);
    return new Summary(
        new SummaryId("n", "b", new Window(start, 5)),
        Map.of(edge, EdgeCounts.NONE.withRulings(rulings)),
        NodeTally.NONE);
  }
}
