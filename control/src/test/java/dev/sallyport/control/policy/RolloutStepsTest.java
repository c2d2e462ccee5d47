// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static dev.sallyport.control.Summaries.CATALOG;
import static dev.sallyport.control.Summaries.STOREFRONT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.blueprint.graph.BlueprintLimits;
import dev.sallyport.blueprint.graph.LiveBlueprint;
import dev.sallyport.control.Fared;
import dev.sallyport.control.policy.Convergence.Reach;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.wire.kube.PolicyStatus.Stage;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A roll-out in steps, in memory, with a clock of its own. */
class RolloutStepsTest {
  private static final Instant BEGUN = Instant.parse("2026-01-05T10:00:00Z");
  private static final PolicyId ID = new PolicyId("shop", "no-deletes");
  private static final Reach EVERYWHERE = new Reach(2, 2, null, List.of());
  private static final Fared READS = Fared.well(STOREFRONT, CATALOG, "GET", 400);

  @TempDir Path state;
  private final LiveBlueprint live = new LiveBlueprint(BlueprintLimits.DEFAULT);
  private final RolloutSteps steps = new RolloutSteps(DepartureTest.DEFAULT);
  private PolicyBook book;

  @BeforeEach
  void start() {
    book = new PolicyBook(() -> BEGUN, LastTaken.in(state.resolve("none")));
    book.put(object("[{percent: 10, after: 10m}, {percent: 100, after: 1h}]", null));
    assertThat(entry().problems()).isEmpty();
  }

  @Test
  void observesThenActsOnAShareAndThenOnAll() {
    live.accept(READS.in("node-a", "boot", BEGUN.getEpochSecond() - 600));
    go(EVERYWHERE, 0);
    assertThat(inForce().mode()).isEqualTo(Mode.OBSERVE);
    go(EVERYWHERE, 599);
    assertThat(inForce().mode()).isEqualTo(Mode.OBSERVE);
    assertThat(steps.said(ID)).contains("step 0 of 2; next 10% of pods at 2026-01-05T10:10:00Z");
    go(EVERYWHERE, 600);
    assertThat(inForce().mode()).isEqualTo(Mode.ENFORCE);
    assertThat(inForce().enforcedPercent()).isEqualTo(10);
    go(EVERYWHERE, 600 + 3599);
    assertThat(inForce().enforcedPercent()).isEqualTo(10);
    go(EVERYWHERE, 600 + 3600);
    assertThat(inForce().enforcedPercent()).isEqualTo(100);
    go(EVERYWHERE, 600 + 7200);
    assertThat(steps.said(ID)).contains("the last of 2 steps");
  }

  @Test
  void isHeldWhileItWouldDenyWhatWasUsual() {
    live.accept(READS.in("node-a", "boot", BEGUN.getEpochSecond() - 600));
    go(EVERYWHERE, 0);
    live.accept(READS.ruled(1, 0, 3).in("node-a", "boot", BEGUN.getEpochSecond() + 5));
    go(EVERYWHERE, 6000);
    assertThat(inForce().mode()).isEqualTo(Mode.OBSERVE);
    assertThat(steps.said(ID).orElseThrow()).contains("held: GET /items/{id} from shop/storefront");
  }

  @Test
  void waitsForNodesThatDoNotApplyItYet() {
    go(EVERYWHERE, 0);
    go(new Reach(1, 2, null, List.of()), 6000);
    assertThat(inForce().mode()).isEqualTo(Mode.OBSERVE);
    go(EVERYWHERE, 6000);
    assertThat(inForce().mode()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void goesOnWhereAnotherControlProgramLeftIt() {
    Stage first = new Stage(1L, 1, "2026-01-05T10:10:00Z");
    book = new PolicyBook(() -> BEGUN, LastTaken.in(state.resolve("none")));
    book.put(object("[{percent: 10, after: 10m}, {percent: 100, after: 1h}]", first));
    assertThat(inForce().enforcedPercent()).isEqualTo(10);
    go(EVERYWHERE, 4199);
    assertThat(inForce().enforcedPercent()).isEqualTo(10);
    go(EVERYWHERE, 4200);
    assertThat(inForce().enforcedPercent()).isEqualTo(100);
  }

  @Test
  void whoDoesNotDecideFollowsWhatTheStatusSays() {
    book.decideWhile(() -> false);
    boolean[] told = new boolean[1];
    book.onChange(() -> told[0] = true);
    String plan = "[{percent: 10, after: 10m}, {percent: 100, after: 1h}]";
    book.put(object(plan, new Stage(1L, 1, "2026-01-05T10:10:00Z")));
    assertThat(inForce().enforcedPercent()).isEqualTo(10);
    assertThat(told[0]).isTrue();
    ObjectNode back = object(plan, new Stage(1L, 1, "2026-01-05T10:10:00Z"));
    back.withObject("/status/rollback").put("generation", 1).put("because", "it broke");
    book.put(back);
    assertThat(inForce().mode()).isEqualTo(Mode.OBSERVE);
    book.decideWhile(() -> true);
    book.put(object(plan, null));
    assertThat(inForce().mode()).as("who decides has its own memory").isEqualTo(Mode.OBSERVE);
  }

  @Test
  void stepsThatDoNotRiseAreRefused() {
    book.put(object("[{percent: 50, after: 10m}, {percent: 20, after: 1h}]", null));
    assertThat(entry().problems().toString())
        .contains("spec.rollout.steps[1].percent", "more than the step before it");
  }

  private void go(Reach reach, long seconds) {
    Instant now = BEGUN.plusSeconds(seconds);
    Optional<Stage> next = steps.next(entry(), reach, live.snapshot(now, List.of()), now);
    next.ifPresent(stage -> book.reach(ID, stage));
  }

  private PolicyEntry entry() {
    return book.entry(ID).orElseThrow();
  }

  private Policy inForce() {
    return entry().inForce().orElseThrow();
  }

  private static ObjectNode object(String steps, Stage stage) {
    ObjectNode object =
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
                      rollout: {steps: %s}
                      inbound:
                      - name: no-deletes
                        calls: [{http: {methods: [DELETE, GET]}}]
                        then: {deny: {status: 403}}
                    """
                        .formatted(steps),
                    Map.class));
    if (stage != null) {
      object
          .withObject("/status/stage")
          .put("generation", stage.generation())
          .put("step", stage.step())
          .put("since", stage.since());
    }
    return object;
  }
}
