// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.model.Workload;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.baseline.Drift;
import dev.sallyport.policy.baseline.Drifts;
import dev.sallyport.policy.baseline.Habit;
import dev.sallyport.wire.api.BaselineView.HabitView;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Turns baselines into what the API says. */
public final class BaselineViews {
  private BaselineViews() {}

  /** Returns a baseline as the API says it; {@code fresh} is since when what began is new. */
  public static BaselineView of(Baseline baseline, Instant fresh) {
    List<Habit> departures = baseline.departures(fresh);
    return new BaselineView(
        baseline.workload().key(),
        baseline.version(),
        baseline.firstSeen(),
        baseline.lastSeen(),
        baseline.rhythm().days(),
        ApiViews.kebab(baseline.rhythm().beat()),
        ApiViews.kebab(baseline.confidence().level()),
        rounded(baseline.confidence().age()),
        rounded(baseline.confidence().regularity()),
        rounded(baseline.confidence().diversity()),
        baseline.inbound().stream().map(each -> habit(each, departures)).toList(),
        baseline.outbound().stream().map(each -> habit(each, departures)).toList());
  }

  /** Returns drift as the API says it; only of workloads that {@code told} takes. */
  public static DriftsView of(Drifts drifts, Instant now, Predicate<Workload> told) {
    return new DriftsView(
        now,
        drifts.since(),
        drifts.drifts().stream()
            .filter(each -> told.test(each.workload()))
            .map(BaselineViews::drift)
            .toList(),
        drifts.omitted(),
        drifts.young());
  }

  private static DriftsView.DriftView drift(Drift it) {
    return new DriftsView.DriftView(
        it.workload().key(),
        ApiViews.kebab(it.kind()),
        ApiViews.kebab(it.side()),
        it.peer().key(),
        it.operation().map(ApiViews::key).orElse(null),
        it.carried().map(data -> data.dataClass().name()).orElse(null),
        it.firstSeen(),
        it.lastSeen(),
        it.exchanges(),
        ApiViews.kebab(it.confidence().level()),
        rounded(it.confidence().score()));
  }

  private static HabitView habit(Habit habit, List<Habit> departures) {
    return new HabitView(
        habit.peer().key(),
        ApiViews.key(habit.operation()),
        habit.operation().protocol().id(),
        habit.exchanges(),
        habit.refused(),
        habit.carried().keySet().stream().map(each -> each.dataClass().name()).distinct().toList(),
        habit.firstSeen(),
        habit.lastSeen(),
        habit.rhythm().days(),
        ApiViews.kebab(habit.rhythm().beat()),
        departures.contains(habit));
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
