// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.control.policy.Convergence.Reach;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.wire.kube.PolicyStatus.Stage;
import dev.sallyport.wire.kube.RolloutStep;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes roll-outs on to their next step: once the step before it has lasted long enough on all
 * nodes, and as long as nothing that was usual is denied or would be. {@link #next} is called by
 * one thread, {@link #said} by any.
 */
final class RolloutSteps {
  private final DepartureTest test;
  private final Map<PolicyId, String> said = new ConcurrentHashMap<>();

  RolloutSteps(DepartureTest test) {
    this.test = test;
  }

  /** Returns what a roll-out in steps waits for; empty when there is none. */
  Optional<String> said(PolicyId id) {
    return Optional.ofNullable(said.get(id));
  }

  /** Forgets policies that are not there any more. */
  void retain(Collection<PolicyId> ids) {
    said.keySet().retainAll(ids);
  }

  /**
   * Returns the stage that a policy has to be in now, or empty when it stays as it is.
   *
   * @param reach how far the policy has come; null when it is not in force
   */
  Optional<Stage> next(PolicyEntry entry, @Nullable Reach reach, Blueprint blueprint, Instant now) {
    Policy policy = entry.taken();
    List<RolloutStep> steps = entry.steps();
    if (policy == null || policy.mode() != Mode.ENFORCE || steps.isEmpty() || entry.rolledBack()) {
      said.remove(entry.id());
      return Optional.empty();
    }
    Stage stage = entry.stage();
    if (stage == null || !Long.valueOf(policy.version()).equals(stage.generation())) {
      return Optional.of(stage(policy, 0, now));
    }
    int taken = entry.stepsTaken();
    if (taken == steps.size()) {
      said.put(entry.id(), "the last of %d steps".formatted(taken));
      return Optional.empty();
    }
    RolloutStep next = steps.get(taken);
    String ahead =
        "step %d of %d; next %d%% of pods".formatted(taken, steps.size(), next.percent());
    if (reach == null || reach.total() == 0 || !reach.complete()) {
      said.put(entry.id(), ahead + " once all nodes apply this one");
      return Optional.empty();
    }
    Optional<String> harm =
        LegitimateDenials.find(policy, entry.seenAt(), blueprint, test.knownMin());
    if (harm.isPresent()) {
      said.put(entry.id(), ahead + ", held: " + harm.get());
      return Optional.empty();
    }
    Instant due = since(stage, now).plus(next.after());
    if (now.isBefore(due)) {
      said.put(entry.id(), ahead + " at " + due.truncatedTo(ChronoUnit.SECONDS));
      return Optional.empty();
    }
    return Optional.of(stage(policy, taken + 1, now));
  }

  private static Stage stage(Policy policy, int step, Instant now) {
    return new Stage(policy.version(), step, now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** What cannot be read counts from now on, so that a step is late rather than early. */
  private static Instant since(Stage stage, Instant now) {
    try {
      return Instant.parse(stage.since());
    } catch (DateTimeParseException e) {
      return now.plus(Duration.ofSeconds(1));
    }
  }
}
