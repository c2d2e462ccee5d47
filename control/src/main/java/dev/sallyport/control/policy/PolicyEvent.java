// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import dev.sallyport.wire.kube.PolicyStatus;
import dev.sallyport.wire.kube.PolicyStatus.Rollback;
import dev.sallyport.wire.kube.PolicyStatus.Stage;
import dev.sallyport.wire.kube.PolicyStatus.StatusCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a policy and that people should find beside it.
 *
 * @param warning whether it is bad news
 * @param reason one word
 * @param message a sentence
 */
record PolicyEvent(boolean warning, String reason, String message) {

  /** Returns what a new status says that the one before did not. */
  static List<PolicyEvent> between(@Nullable PolicyStatus before, PolicyStatus now) {
    List<PolicyEvent> events = new ArrayList<>();
    boolean newGeneration =
        before == null || !Objects.equals(now.observedGeneration(), before.observedGeneration());
    changed(before, now, "Accepted", newGeneration)
        .ifPresent(
            it ->
                events.add(
                    new PolicyEvent(it.status().equals("False"), it.reason(), said(it, now))));
    changed(before, now, "Conflicts", false)
        .filter(it -> it.status().equals("True"))
        .ifPresent(it -> events.add(new PolicyEvent(true, "Conflict", it.message())));
    Rollback rollback = now.rollback();
    if (rollback != null && (before == null || !rollback.equals(before.rollback()))) {
      events.add(new PolicyEvent(true, "RolledBack", "only observes now: " + rollback.because()));
    }
    Stage stage = now.stage();
    if (stage != null
        && stage.step() != null
        && stage.step() > 0
        && (before == null || !stage.equals(before.stage()))) {
      events.add(
          new PolicyEvent(false, "RolledOut", "step " + stage.step() + ": " + now.effective()));
    }
    return events;
  }

  private static String said(StatusCondition condition, PolicyStatus now) {
    return condition.message().isEmpty()
        ? "generation " + now.observedGeneration() + ": " + now.effective()
        : condition.message();
  }

  private static Optional<StatusCondition> changed(
      @Nullable PolicyStatus before, PolicyStatus now, String type, boolean always) {
    Optional<StatusCondition> old = before == null ? Optional.empty() : before.condition(type);
    return now.condition(type)
        .filter(it -> always || old.filter(was -> was.status().equals(it.status())).isEmpty());
  }
}
