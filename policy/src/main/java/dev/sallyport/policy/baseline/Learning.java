// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.baseline;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.StatusClass;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.proof.Rhythm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds lines up to baselines. Not thread-safe. */
final class Learning {
  private static final Comparator<Habit> BUSIEST_FIRST =
      Comparator.comparingLong(Habit::exchanges)
          .reversed()
          .thenComparing(each -> each.peer().key())
          .thenComparing(each -> each.operation().protocol())
          .thenComparing(each -> each.operation().key());

  private record Key(Party peer, Operation operation) {}

  private static final class Doing {
    private Party peer;
    private long exchanges;
    private long refused;
    private final TreeMap<LedgerLine.Carried, Long> carried = new TreeMap<>();
    private final TreeMap<AttackFamily, Long> attacks = new TreeMap<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private final SortedSet<LocalDate> days = new TreeSet<>();

    private Doing(Party peer) {
      this.peer = peer;
    }
  }

  private static final class Known {
    private final Workload workload;
    private final Map<Key, Doing> inbound = new HashMap<>();
    private final Map<Key, Doing> outbound = new HashMap<>();

    private Known(Workload workload) {
      this.workload = workload;
    }
  }

  private final Map<Workload, Known> workloads = new HashMap<>();

  void add(LedgerLine line) {
    if (line.happened() <= 0) {
      return;
    }
    if (line.edge().source() instanceof Workload caller) {
      add(known(caller).outbound, line.edge().target(), line);
    }
    if (line.edge().target() instanceof Workload callee) {
      add(known(callee).inbound, line.edge().source(), line);
    }
  }

  SortedMap<String, Baseline> result(Instant now) {
    TreeMap<String, Baseline> baselines = new TreeMap<>();
    workloads.values().forEach(each -> baselines.put(each.workload.key(), baseline(each, now)));
    return baselines;
  }

  private Known known(Workload workload) {
    return workloads.computeIfAbsent(workload, Known::new);
  }

  private static void add(Map<Key, Doing> habits, Party peer, LedgerLine line) {
    Doing it =
        habits.computeIfAbsent(
            new Key(peer, line.edge().operation()), key -> new Doing(key.peer()));
    it.exchanges += line.happened();
    it.refused += line.exchanges().getOrDefault(StatusClass.REFUSED, 0L);
    line.carried().forEach((what, count) -> it.carried.merge(what, count, Long::sum));
    line.shown().forEach((what, shown) -> it.attacks.merge(what, shown.exchanges(), Long::sum));
    it.first = line.firstSeen().isBefore(it.first) ? line.firstSeen() : it.first;
    it.last = line.lastSeen().isAfter(it.last) ? line.lastSeen() : it.last;
    it.days.add(line.from().atZone(ZoneOffset.UTC).toLocalDate());
  }

  private static Baseline baseline(Known known, Instant now) {
    List<Habit> inbound = habits(known.inbound);
    List<Habit> outbound = habits(known.outbound);
    List<Habit> all = new ArrayList<>(inbound);
    all.addAll(outbound);
    Instant first = all.stream().map(Habit::firstSeen).min(Instant::compareTo).orElse(now);
    Instant last = all.stream().map(Habit::lastSeen).max(Instant::compareTo).orElse(now);
    SortedSet<LocalDate> days = new TreeSet<>();
    known.inbound.values().forEach(each -> days.addAll(each.days));
    known.outbound.values().forEach(each -> days.addAll(each.days));
    Rhythm rhythm = Rhythm.of(days);
    Duration age = first.isAfter(now) ? Duration.ZERO : Duration.between(first, now);
    Instant quarter = now.minus(age.dividedBy(4));
    long before = all.stream().filter(each -> each.firstSeen().isBefore(quarter)).count();
    return new Baseline(
        known.workload,
        version(inbound, outbound),
        first,
        last,
        rhythm,
        Confidence.of(age, rhythm, all.isEmpty() ? 0 : (double) before / all.size()),
        inbound,
        outbound);
  }

  private static List<Habit> habits(Map<Key, Doing> doings) {
    List<Habit> habits = new ArrayList<>();
    doings.forEach(
        (key, it) ->
            habits.add(
                new Habit(
                    it.peer,
                    key.operation(),
                    it.exchanges,
                    it.refused,
                    it.carried,
                    it.attacks,
                    it.first,
                    it.last,
                    Rhythm.of(it.days))));
    habits.sort(BUSIEST_FIRST);
    return habits;
  }

  /** A hash of what is named, in an order of its own, so that counts do not matter (FNV-1a). */
  private static String version(List<Habit> inbound, List<Habit> outbound) {
    TreeSet<String> names = new TreeSet<>();
    inbound.forEach(each -> names.add("in " + name(each)));
    outbound.forEach(each -> names.add("out " + name(each)));
    long hash = 0xcbf29ce484222325L;
    for (String name : names) {
      for (byte each : (name + '\n').getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
      }
    }
    return "%016x".formatted(hash);
  }

  private static String name(Habit habit) {
    return habit.peer().key()
        + ' '
        + habit.operation().protocol().id()
        + ' '
        + habit.operation().key()
        + ' '
        + habit.carried().keySet();
  }
}
