// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import dev.sallyport.blueprint.graph.PolicyTally;
import dev.sallyport.control.policy.Convergence.Reach;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Policy;
import dev.sallyport.wire.kube.PolicyStatus;
import dev.sallyport.wire.kube.PolicyStatus.Nodes;
import dev.sallyport.wire.kube.PolicyStatus.Remark;
import dev.sallyport.wire.kube.PolicyStatus.Rollback;
import dev.sallyport.wire.kube.PolicyStatus.StatusCondition;
import dev.sallyport.wire.kube.SpecProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the status of a policy of all that is known of it. */
public final class PolicyStatuses {
  private static final int MESSAGE_MAX = 1024;

  private PolicyStatuses() {}

  /**
   * Returns the status.
   *
   * @param entry the policy
   * @param reach how far it has come; null when it is not in force
   * @param tally what it said of exchanges; null when nothing was heard
   * @param review what was found about it beside others
   * @param rollout how far its roll-out is, see {@link #rollout}
   * @param now for conditions that changed
   */
  static PolicyStatus of(
      PolicyEntry entry,
      @Nullable Reach reach,
      @Nullable PolicyTally tally,
      List<Remark> review,
      String rollout,
      Instant now) {
    Policy taken = entry.taken();
    PolicyTally current =
        tally != null && (taken == null || tally.version() == taken.version()) ? tally : null;
    return new PolicyStatus(
        entry.generation(),
        taken == null ? null : taken.version(),
        cut(effective(entry, reach)),
        current == null ? Long.valueOf(0) : Long.valueOf(current.hits()),
        current == null ? Long.valueOf(0) : Long.valueOf(current.denied()),
        current == null ? Long.valueOf(0) : Long.valueOf(current.wouldDeny()),
        reach == null ? null : new Nodes(reach.current(), reach.total()),
        reach == null || reach.took() == null ? "" : text(reach.took()),
        review.stream().limit(16).toList(),
        entry.rolledBack() ? entry.rollback() : null,
        entry.steps().isEmpty() ? null : entry.stage(),
        conditions(entry, reach, review, rollout, now));
  }

  /** Returns what a policy does now and why, as a short sentence. */
  public static String effective(PolicyEntry entry, @Nullable Reach reach) {
    Policy taken = entry.taken();
    if (taken == null) {
      return entry.accepted()
          ? "protects nothing: " + String.join("; ", entry.notes())
          : "refused: " + problems(entry.problems());
    }
    String refused =
        entry.accepted()
            ? ""
            : "; generation %d is refused, %d stays".formatted(entry.generation(), taken.version());
    String some =
        reach == null || reach.complete()
            ? ""
            : "; on %d of %d nodes so far".formatted(reach.current(), reach.total());
    return acts(entry, entry.inForce().orElse(taken)) + refused + some;
  }

  private static String acts(PolicyEntry entry, Policy now) {
    if (entry.rolledBack()) {
      var rollback = entry.rollback();
      return "rolled back, only observes: " + (rollback == null ? "" : rollback.because());
    }
    if (now.mode() == Mode.OBSERVE) {
      return entry.steps().isEmpty() ? "only observes" : "only observes so far";
    }
    return now.enforcedPercent() == 100
        ? "enforced"
        : "enforced on " + now.enforcedPercent() + "% of pods";
  }

  private static List<StatusCondition> conditions(
      PolicyEntry entry, @Nullable Reach reach, List<Remark> review, String rollout, Instant now) {
    List<StatusCondition> all = new ArrayList<>();
    boolean accepted = entry.accepted();
    all.add(
        condition(
            entry,
            "Accepted",
            accepted ? "True" : "False",
            accepted ? "Accepted" : "Refused",
            accepted ? String.join("; ", entry.notes()) : problems(entry.problems()),
            now));
    StatusCondition distributed = distributed(entry, reach, now);
    all.add(distributed);
    List<String> conflicts =
        review.stream()
            .filter(each -> each.kind().equals("Conflict"))
            .map(Remark::message)
            .toList();
    all.add(
        condition(
            entry,
            "Conflicts",
            conflicts.isEmpty() ? "False" : "True",
            conflicts.isEmpty() ? "NoConflicts" : "Conflict",
            String.join("; ", conflicts),
            now));
    all.add(rolledOut(entry, rollout, now));
    boolean ready = accepted && distributed.status().equals("True") && !entry.rolledBack();
    all.add(
        condition(
            entry,
            "Ready",
            ready ? "True" : "False",
            ready ? "InForce" : entry.rolledBack() ? "RolledBack" : distributed.reason(),
            effective(entry, reach),
            now));
    return all;
  }

  private static StatusCondition rolledOut(PolicyEntry entry, String rollout, Instant now) {
    Policy force = entry.inForce().orElse(null);
    boolean acts = force != null && force.mode() == Mode.ENFORCE;
    boolean everywhere = acts && force != null && force.enforcedPercent() == 100;
    String reason =
        entry.rolledBack()
            ? "RolledBack"
            : !acts ? "Observing" : everywhere ? "Everywhere" : "Staged";
    return condition(entry, "RolledOut", everywhere ? "True" : "False", reason, rollout, now);
  }

  /**
   * Returns how far the roll-out of a policy is, as a short sentence.
   *
   * @param steps what a roll-out in steps waits for; empty without steps
   * @param watched what watching it showed; empty when it is not watched
   */
  static String rollout(PolicyEntry entry, String steps, String watched) {
    Policy now = entry.inForce().orElse(null);
    if (now == null) {
      return "";
    }
    Rollback back = entry.rolledBack() ? entry.rollback() : null;
    if (back != null) {
      return "rolled back at " + back.at() + ": " + back.because();
    }
    String stage =
        now.mode() == Mode.OBSERVE
            ? "observes on all pods"
            : now.enforcedPercent() == 100
                ? "acts on all pods"
                : "acts on %d%% of pods, observes on the others".formatted(now.enforcedPercent());
    return Stream.of(stage, steps, watched)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static StatusCondition distributed(
      PolicyEntry entry, @Nullable Reach reach, Instant now) {
    if (reach == null) {
      String why = entry.accepted() ? "ProtectsNothing" : "Refused";
      return condition(entry, "Distributed", "False", why, "", now);
    }
    if (!reach.refusals().isEmpty()) {
      String why = String.join("; ", reach.refusals());
      return condition(entry, "Distributed", "False", "RefusedByNode", why, now);
    }
    String nodes = "applied by %d of %d nodes".formatted(reach.current(), reach.total());
    if (reach.total() == 0) {
      return condition(entry, "Distributed", "Unknown", "NoNodes", "no node is connected", now);
    }
    return reach.complete()
        ? condition(entry, "Distributed", "True", "AppliedEverywhere", nodes, now)
        : condition(entry, "Distributed", "False", "OnItsWay", nodes, now);
  }

  /** The time of a condition that is as it was stays as it was. */
  private static StatusCondition condition(
      PolicyEntry entry, String type, String status, String reason, String message, Instant now) {
    String since =
        entry
            .status()
            .flatMap(before -> before.condition(type))
            .filter(before -> before.status().equals(status))
            .map(StatusCondition::lastTransitionTime)
            .filter(before -> !before.isEmpty())
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new StatusCondition(type, status, entry.generation(), since, reason, cut(message));
  }

  static String problems(List<SpecProblem> problems) {
    return cut(problems.stream().map(SpecProblem::toString).collect(Collectors.joining("; ")));
  }

  private static String cut(String message) {
    return message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX - 1) + "…";
  }

  private static String text(Duration took) {
    long millis = took.toMillis();
    return millis < 10_000 ? millis + "ms" : took.toSeconds() + "s";
  }
}
