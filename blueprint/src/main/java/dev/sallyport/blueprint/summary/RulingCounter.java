// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Ruling;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The mutable counts of what policies said of one edge in one window. Not thread-safe. */
final class RulingCounter {
  private final List<Counter> counters = new ArrayList<>(2);

  /** Counts a ruling: what was decided and, where it differs, what would have been. */
  void add(Ruling ruling, long atMillis, int most, Allowance limit) {
    Decision decision = ruling.decision();
    RulingKey.Done done = RulingKey.Done.of(ruling.effect());
    RulingKey.Says says = RulingKey.Says.of(decision.verdict());
    for (Reason each : decision.reasons()) {
      count(each, says, done, false, atMillis, most, limit);
    }
    if (decision.reasons().isEmpty() && failed(ruling.effect())) {
      count(RulingKey.NOBODY, says, done, false, atMillis, most, limit);
    }
    RulingKey.Says wouldSay = RulingKey.Says.of(decision.wouldBe());
    for (Reason each : decision.wouldBeReasons()) {
      if (wouldSay != says || !decision.reasons().contains(each)) {
        count(each, wouldSay, RulingKey.Done.OBSERVED, true, atMillis, most, limit);
      }
    }
    for (Decision.Alerted each : decision.alerts()) {
      count(each.reason(), RulingKey.Says.ALERT, done, false, atMillis, most, limit);
    }
  }

  RulingCounts freeze() {
    TreeMap<RulingKey, RulingCounts.Times> frozen = new TreeMap<>();
    counters.forEach(
        each -> frozen.put(each.key, new RulingCounts.Times(each.count, each.lastMillis)));
    return new RulingCounts(frozen);
  }

  private static boolean failed(Effect effect) {
    return switch (effect) {
      case Effect.Applied _, Effect.Observed _ -> false;
      case Effect.FailedOpen _, Effect.FailedClosed _ -> true;
    };
  }

  private void count(
      Reason reason,
      RulingKey.Says says,
      RulingKey.Done done,
      boolean wouldBe,
      long atMillis,
      int most,
      Allowance limit) {
    Counter known = find(reason, says, done, wouldBe);
    if (known == null && counters.size() >= most && !reason.equals(RulingKey.OTHERS)) {
      limit.hit("summary.rulings");
      count(RulingKey.OTHERS, says, done, wouldBe, atMillis, most, limit);
      return;
    }
    if (known == null) {
      known = new Counter(new RulingKey(reason, says, done, wouldBe));
      counters.add(known);
    }
    known.count++;
    known.lastMillis = Math.max(known.lastMillis, atMillis);
  }

  private @Nullable Counter find(
      Reason reason, RulingKey.Says says, RulingKey.Done done, boolean wouldBe) {
    for (int i = 0; i < counters.size(); i++) {
      Counter each = counters.get(i);
      if (each.key.says() == says
          && each.key.done() == done
          && each.key.wouldBe() == wouldBe
          && each.key.reason().equals(reason)) {
        return each;
      }
    }
    return null;
  }

  private static final class Counter {
    private final RulingKey key;
    private long count;
    private long lastMillis;

    private Counter(RulingKey key) {
      this.key = key;
    }
  }
}
