// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import dev.sallyport.model.Edge;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Party;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Verdict;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Adds up one simulation. Not thread-safe. */
final class SimulationRun {
  private record ImpactKey(Edge edge, Outcome outcome) {}

  private record Limited(LedgerLine line, LineVerdict verdict, LineVerdict.Part part) {}

  private static final class Met {
    private long exchanges;
    private final Set<Reason> reasons = new LinkedHashSet<>();
    private String why = "";
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private final SortedSet<LocalDate> days = new TreeSet<>();
  }

  private static final class Known {
    private final Workload workload;
    private @Nullable Instant first;
    private final SortedSet<LocalDate> days = new TreeSet<>();
    private long exchanges;
    private long cut;

    private Known(Workload workload) {
      this.workload = workload;
    }
  }

  private final Trial trial;
  private final Replay replay;
  private final Replay beside;
  private final Throttles throttles = new Throttles();
  private final List<Limited> limited = new ArrayList<>();
  private final Map<ImpactKey, Met> impacts = new HashMap<>();
  private final Map<Workload, Known> known = new HashMap<>();
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private long exchanges;
  private long idle;
  private long already;
  private @Nullable Instant from;
  private @Nullable Instant until;

  SimulationRun(Trial trial) {
    this.trial = trial;
    this.replay = new Replay(trial.together(), trial.probes());
    this.beside = new Replay(trial.beside(), trial.probes());
  }

  void add(LedgerLine line) {
    exchanges += line.total();
    idle += line.total() - line.happened();
    from = from == null || line.from().isBefore(from) ? line.from() : from;
    until = until == null || line.until().isAfter(until) ? line.until() : until;
    seen(line.edge().source(), line);
    seen(line.edge().target(), line);
    LineVerdict verdict = replay.ask(line);
    if (!beside.none()) {
      already += verdict.without(beside.ask(line));
    }
    verdict.parts.forEach(
        (outcome, part) -> {
          if (outcome == Outcome.THROTTLED) {
            verdict.limits.forEach(each -> throttles.add(line, each, part.exchanges));
            limited.add(new Limited(line, verdict, part));
          } else {
            count(line, outcome, part);
          }
        });
  }

  Simulation result() {
    limited.forEach(this::judge);
    trial.existing().forEach(each -> known.computeIfAbsent(each, Known::new));
    Instant at = trial.now().orElse(until == null ? Instant.EPOCH : until);
    return new Simulation(
        from,
        until,
        exchanges,
        idle,
        already,
        outcomes,
        impacts.entrySet().stream()
            .map(each -> impact(each.getKey(), each.getValue()))
            .sorted(Simulation.WORST_FIRST)
            .toList(),
        known.values().stream()
            .filter(each -> spokenOf(each.workload) || each.cut > 0)
            .map(each -> identity(each, trial.sufficiency(), at))
            .sorted(Simulation.LEAST_KNOWN_FIRST)
            .toList());
  }

  /** What is held to limits is judged once it is known how often its caller came in all. */
  private void judge(Limited each) {
    Outcome outcome = Outcome.PASSED;
    for (Verdict.Limited limit : each.verdict.limits) {
      Outcome one = throttles.judge(limit, each.line);
      outcome = one.compareTo(outcome) > 0 && outcome != Outcome.THROTTLED ? one : outcome;
    }
    if (outcome == Outcome.UNDECIDED) {
      each.part.why = Throttles.PEAKS;
    }
    count(each.line, outcome, each.part);
  }

  private void count(LedgerLine line, Outcome outcome, LineVerdict.Part part) {
    outcomes.merge(outcome, part.exchanges, Long::sum);
    if (outcome == Outcome.PASSED) {
      return;
    }
    Met met = impacts.computeIfAbsent(new ImpactKey(line.edge(), outcome), _ -> new Met());
    met.exchanges += part.exchanges;
    met.reasons.addAll(part.reasons);
    met.why = met.why.isEmpty() ? part.why : met.why;
    met.first = line.from().isBefore(met.first) ? line.from() : met.first;
    met.last = line.until().isAfter(met.last) ? line.until() : met.last;
    met.days.add(day(line));
    if (outcome == Outcome.DENIED || outcome == Outcome.THROTTLED) {
      cut(line.edge().source(), part.exchanges);
      if (!line.edge().target().equals(line.edge().source())) {
        cut(line.edge().target(), part.exchanges);
      }
    }
  }

  private void cut(Party party, long exchanges) {
    Known it = party instanceof Workload workload ? known.get(workload) : null;
    if (it != null) {
      it.cut += exchanges;
    }
  }

  private void seen(Party party, LedgerLine line) {
    if (party instanceof Workload workload) {
      Known it = known.computeIfAbsent(workload, Known::new);
      it.first =
          it.first == null || line.firstSeen().isBefore(it.first) ? line.firstSeen() : it.first;
      it.days.add(day(line));
      it.exchanges += line.total();
    }
  }

  private boolean spokenOf(Workload workload) {
    for (Policy each : trial.policies()) {
      if (each.protects().matches(workload)) {
        return true;
      }
    }
    return false;
  }

  private static Impact impact(ImpactKey key, Met met) {
    return new Impact(
        key.edge,
        key.outcome,
        met.exchanges,
        List.copyOf(met.reasons),
        met.why,
        met.first,
        met.last,
        Rhythm.of(met.days));
  }

  private static Identity identity(Known it, Sufficiency sufficiency, Instant now) {
    Rhythm rhythm = Rhythm.of(it.days);
    Instant first = it.first;
    return new Identity(
        it.workload,
        first,
        rhythm,
        first != null && sufficiency.reached(first, rhythm, now),
        it.exchanges,
        it.cut);
  }

  private static LocalDate day(LedgerLine line) {
    return line.from().atZone(ZoneOffset.UTC).toLocalDate();
  }
}
