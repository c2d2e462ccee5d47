// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static dev.sallyport.control.Summaries.CATALOG;
import static dev.sallyport.control.Summaries.STOREFRONT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.blueprint.graph.BlueprintLimits;
import dev.sallyport.blueprint.graph.LiveBlueprint;
import dev.sallyport.control.Fared;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.kube.PolicyStatus.Rollback;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutWatchTest {
  private static final Workload ORDERS = Workload.of("shop", "Deployment", "orders");
  private static final Workload LEDGER = Workload.of("shop", "Deployment", "ledger");
  private static final long BEFORE = 1_800_000_000;
  private static final long AFTER = BEFORE + 600;
  private static final Instant CHANGED = Instant.ofEpochSecond(BEFORE + 300);
  private static final Fared READS = Fared.well(STOREFRONT, CATALOG, "GET", 400);
  private static final Fared ELSEWHERE = Fared.well(ORDERS, LEDGER, "GET", 400);

  @TempDir Path state;
  private final LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
  private final RolloutWatch watch = new RolloutWatch(DepartureTest.DEFAULT);
  private long window;

  @Test
  void nothingDepartsWhileAllIsAsItWas() {
    begin(READS, ELSEWHERE);
    assertThat(later(READS, ELSEWHERE)).isEmpty();
    assertThat(watch.said(policy().id()).orElseThrow())
        .contains("400 exchanges on 1 edges, nothing departed");
  }

  @Test
  void errorsThatRiseAfterTheChangeRollItBack() {
    begin(READS.failing(4));
    assertThat(later(READS.failing(80)))
        .hasValueSatisfying(
            back ->
                assertThat(back.because())
                    .contains("from shop/storefront to shop/catalog")
                    .contains(
                        "20.0% of 400 exchanges failed since the change, 1.0% of 400 before"));
  }

  @Test
  void errorsThatWereAlwaysThereDoNot() {
    begin(READS.failing(80));
    assertThat(later(READS.failing(100))).isEmpty();
  }

  @Test
  void aFewExchangesAreNotEnoughToJudgeBy() {
    begin(READS);
    assertThat(later(Fared.well(STOREFRONT, CATALOG, "GET", 40).failing(40))).isEmpty();
  }

  @Test
  void anEdgeThatWasNotThereBeforeHasNothingToDepartFrom() {
    begin(ELSEWHERE);
    assertThat(later(READS.failing(400))).isEmpty();
  }

  @Test
  void errorsOfWorkloadsThatItDoesNotProtectDoNot() {
    begin(READS, ELSEWHERE);
    assertThat(later(READS, ELSEWHERE.failing(400))).isEmpty();
  }

  @Test
  void answersThatBecomeSlowRollItBack() {
    begin(READS, ELSEWHERE);
    assertThat(later(READS.slow(400), ELSEWHERE))
        .hasValueSatisfying(
            back -> assertThat(back.because()).contains("nine of ten answers came within"));
  }

  @Test
  void answersThatBecomeSlowEverywhereDoNot() {
    begin(READS, ELSEWHERE);
    assertThat(later(READS.slow(400), ELSEWHERE.slow(400))).isEmpty();
  }

  @Test
  void fastAnswersMayBecomeAFewTimesSlower() {
    begin(READS, ELSEWHERE);
    assertThat(later(READS.slow(60), ELSEWHERE)).isEmpty();
  }

  @Test
  void denyingWhatWasUsualRollsItBack() {
    begin(READS);
    assertThat(later(READS.ruled(1, 3, 0)))
        .hasValueSatisfying(
            back ->
                assertThat(back.because())
                    .contains("GET /items/{id} from shop/storefront to shop/catalog was denied 3")
                    .contains("came through 800 times since"));
  }

  @Test
  void whatWouldBeDeniedOnThePodsThatOnlyObserveCountsToo() {
    begin(READS);
    assertThat(later(READS.ruled(1, 0, 2)))
        .hasValueSatisfying(back -> assertThat(back.because()).contains("2 times more"));
  }

  @Test
  void denyingWhatNobodyDidBeforeDoesNot() {
    begin(READS);
    assertThat(later(READS, Fared.well(STOREFRONT, CATALOG, "DELETE", 0).ruled(1, 500, 0)))
        .isEmpty();
  }

  @Test
  void whatAnotherVersionDeniedDoesNot() {
    begin(READS.ruled(7, 3, 0));
    assertThat(later(READS)).isEmpty();
  }

  @Test
  void aPolicyThatDidNotAskForItIsLeftAlone() {
    accept(READS);
    PolicyEntry entry = policy("{percent: 100}", "calls: [{http: {methods: [GET]}}]");
    judge(entry, CHANGED);
    accept(READS.ruled(1, 100, 0).failing(400));
    assertThat(judge(entry, CHANGED.plusSeconds(60))).isEmpty();
  }

  @Test
  void denyingUsualCallsForWhatTheyCarryDoesNot() {
    accept(READS);
    PolicyEntry entry =
        policy("{automaticRollback: true}", "shows: {families: [SqlInjection], score: 0.8}");
    judge(entry, CHANGED);
    accept(READS.ruled(1, 3, 0));
    assertThat(judge(entry, CHANGED.plusSeconds(60))).isEmpty();
  }

  @Test
  void whatComesFromTheDatabaseLateIsNoDeparture() {
    PolicyEntry entry = policy();
    judge(entry, CHANGED);
    Fared old = READS.failing(400);
    live.accept(old.in("node-b", "boot", BEFORE - 86_400));
    assertThat(judge(entry, CHANGED.plusSeconds(5))).isEmpty();
    assertThat(judge(entry, CHANGED.plusSeconds(10))).isEmpty();
  }

  @Test
  void afterHalfAnHourDeparturesHaveOtherCauses() {
    begin(READS);
    accept(READS.failing(400));
    assertThat(judge(policy(), CHANGED.plus(Duration.ofMinutes(31)))).isEmpty();
    assertThat(watch.said(policy().id()).orElseThrow()).startsWith("held");
  }

  private void begin(Fared... before) {
    accept(before);
    assertThat(judge(policy(), CHANGED)).isEmpty();
  }

  private Optional<Rollback> later(Fared... after) {
    window = AFTER - BEFORE;
    accept(after);
    return judge(policy(), CHANGED.plusSeconds(600));
  }

  private void accept(Fared... windows) {
    for (Fared each : windows) {
      live.accept(each.in("node-a", "boot", BEFORE + window));
      window += 5;
    }
  }

  private Optional<Rollback> judge(PolicyEntry entry, Instant now) {
    return watch.judge(entry, live.snapshot(now, List.of()), now);
  }

  private PolicyEntry policy() {
    return policy("{automaticRollback: true}", "calls: [{http: {methods: [DELETE, GET]}}]");
  }

  private PolicyEntry policy(String rollout, String condition) {
    PolicyBook book = new PolicyBook(() -> CHANGED, LastTaken.in(state.resolve("none")));
    book.put(
        new ObjectMapper()
            .valueToTree(
                Serialization.unmarshal(
                    """
                    apiVersion: sallyport.dev/v1alpha1
                    kind: GuardPolicy
                    metadata: {name: no-deletes, namespace: shop, generation: 1}
                    spec:
                      protects: {workloads: [{kind: Deployment, name: catalog}]}
                      mode: Enforce
                      rollout: %s
                      inbound:
                      - name: no-deletes
                        %s
                        then: {deny: {status: 403}}
                    """
                        .formatted(rollout, condition),
                    Map.class)));
    PolicyEntry entry = book.entries().getFirst();
    assertThat(entry.problems()).isEmpty();
    return entry;
  }
}
