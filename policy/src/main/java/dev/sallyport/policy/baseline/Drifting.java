// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.baseline;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Side;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Holds what happened against baselines. Not thread-safe. */
final class Drifting {
  private static final Comparator<Drift> GRAVEST_FIRST =
      Comparator.comparing(Drift::kind)
          .thenComparing(Drift::firstSeen, Comparator.reverseOrder())
          .thenComparing(each -> each.workload().key())
          .thenComparing(each -> each.peer().key())
          .thenComparing(each -> each.operation().map(Operation::key).orElse(""));

  /** What a baseline holds, as keys that are quick to ask. */
  private record Known(Baseline baseline, Set<String> keys) {}

  private record Key(
      Workload workload,
      Drift.Kind kind,
      Side side,
      String peer,
      String operation,
      LedgerLine.@Nullable Carried data) {}

  private static final class Sum {
    private final Drift first;
    private long exchanges;
    private Instant from;
    private Instant until;

    private Sum(Drift first) {
      this.first = first;
      this.from = first.firstSeen();
      this.until = first.lastSeen();
    }
  }

  private final Map<Workload, Known> known = new HashMap<>();
  private final Set<Workload> young = new HashSet<>();
  private final Map<Key, Sum> found = new HashMap<>();
  private final Instant since;

  Drifting(SortedMap<String, Baseline> baselines, Instant since) {
    this.since = since;
    for (Baseline each : baselines.values()) {
      if (each.tells()) {
        Set<String> keys = new HashSet<>();
        each.inbound().forEach(habit -> hold(keys, Side.INBOUND, habit));
        each.outbound().forEach(habit -> hold(keys, Side.OUTBOUND, habit));
        known.put(each.workload(), new Known(each, keys));
      }
    }
  }

  void add(LedgerLine line) {
    if (line.happened() <= 0) {
      return;
    }
    Party source = line.edge().source();
    Party target = line.edge().target();
    if (source instanceof Workload caller && known(caller).isPresent()) {
      judge(known(caller).get(), Side.OUTBOUND, target, line);
    } else if (target instanceof Workload callee) {
      known(callee).ifPresent(it -> judge(it, Side.INBOUND, source, line));
    }
  }

  Drifts result() {
    List<Drift> all = found.values().stream().map(Drifting::drift).sorted(GRAVEST_FIRST).toList();
    int listed = Math.min(all.size(), Drifts.LISTED_MAX);
    return new Drifts(since, all.subList(0, listed), all.size() - listed, young.size());
  }

  private Optional<Known> known(Workload workload) {
    Known it = known.get(workload);
    if (it == null) {
      young.add(workload);
    }
    return Optional.ofNullable(it);
  }

  private void judge(Known by, Side side, Party peer, LedgerLine line) {
    if (peer instanceof Unidentified) {
      // Who it is is not known, so neither is whether it is new.
      return;
    }
    Operation operation = line.edge().operation();
    if (!by.keys().contains(key(side, peer))) {
      Drift.Kind kind = peer instanceof ExternalHost ? Drift.Kind.HOST : Drift.Kind.PEER;
      count(by, kind, side, peer, null, null, line, line.happened());
      return;
    }
    if (!by.keys().contains(key(side, peer, operation))) {
      count(by, Drift.Kind.OPERATION, side, peer, operation, null, line, line.happened());
    }
    line.carried()
        .forEach(
            (data, times) -> {
              if (!by.keys().contains(key(side, peer, data))) {
                count(by, Drift.Kind.DATA, side, peer, operation, data, line, times);
              }
            });
  }

  private void count(
      Known by,
      Drift.Kind kind,
      Side side,
      Party peer,
      @Nullable Operation operation,
      LedgerLine.@Nullable Carried data,
      LedgerLine line,
      long times) {
    Baseline baseline = by.baseline();
    Instant first = line.firstSeen().isAfter(line.from()) ? line.firstSeen() : line.from();
    Instant end = line.from().plus(line.length());
    Instant last = line.lastSeen().isBefore(end) ? line.lastSeen() : end;
    Key key =
        new Key(
            baseline.workload(),
            kind,
            side,
            name(peer),
            operation == null ? "" : operation.protocol().id() + " " + operation.key(),
            data);
    Sum sum =
        found.computeIfAbsent(
            key,
            _ ->
                new Sum(
                    new Drift(
                        baseline.workload(),
                        kind,
                        side,
                        peer,
                        operation,
                        data,
                        first,
                        last,
                        0,
                        baseline.confidence())));
    sum.exchanges += times;
    sum.from = first.isBefore(sum.from) ? first : sum.from;
    sum.until = last.isAfter(sum.until) ? last : sum.until;
  }

  private static Drift drift(Sum sum) {
    Drift it = sum.first;
    return new Drift(
        it.workload(),
        it.kind(),
        it.side(),
        it.peer(),
        it.called(),
        it.data(),
        sum.from,
        sum.until,
        sum.exchanges,
        it.confidence());
  }

  private static void hold(Set<String> keys, Side side, Habit habit) {
    keys.add(key(side, habit.peer()));
    keys.add(key(side, habit.peer(), habit.operation()));
    habit.carried().keySet().forEach(data -> keys.add(key(side, habit.peer(), data)));
  }

  private static String key(Side side, Party peer) {
    return side + " " + name(peer);
  }

  private static String key(Side side, Party peer, Operation operation) {
    return key(side, peer) + " calls " + operation.protocol().id() + " " + operation.key();
  }

  private static String key(Side side, Party peer, LedgerLine.Carried data) {
    return key(side, peer) + " carries " + data.dataClass() + " " + data.direction();
  }

  /** Machines come and go; one is as good as another. */
  private static String name(Party peer) {
    return peer instanceof ClusterNode ? "node" : peer.key();
  }
}
