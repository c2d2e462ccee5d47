// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.baseline.Habit;
import dev.sallyport.wire.api.BaselineView.HabitView;
import java.time.Instant;
import java.util.List;

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
