// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import dev.sallyport.model.Decision;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Verdict;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What would have become of the exchanges of one line. Not thread-safe. */
final class LineVerdict {
  /** A part of the exchanges that would have fared alike. */
  static final class Part {
    long exchanges;
    final Set<Reason> reasons = new LinkedHashSet<>();
    String why = "";
  }

  final Map<Outcome, Part> parts = new EnumMap<>(Outcome.class);

  /** Limits that exchanges would have been held to, each with its rule. */
  final Set<Verdict.Limited> limits = new LinkedHashSet<>();

  private long left;

  LineVerdict(LedgerLine line) {
    this.left = Math.max(0, line.happened());
  }

  /** Counts so many of the exchanges that are left; never more than there are. */
  void take(Outcome outcome, long exchanges, List<Reason> reasons, String why) {
    long taken = Math.min(left, exchanges);
    if (taken <= 0) {
      return;
    }
    left -= taken;
    Part part = parts.computeIfAbsent(outcome, _ -> new Part());
    part.exchanges += taken;
    part.reasons.addAll(reasons);
    if (part.why.isEmpty()) {
      part.why = why;
    }
  }

  void take(Decision decision, long exchanges) {
    if (decision.verdict() instanceof Verdict.Throttle throttle) {
      limits.addAll(throttle.limits());
    }
    take(Outcome.of(decision.verdict()), exchanges, decision.reasons(), "");
  }

  /**
   * Takes out what fares in the same way by another verdict as well, and returns how much that is.
   * What passes by both stays.
   */
  long without(LineVerdict other) {
    long out = 0;
    for (Map.Entry<Outcome, Part> each : parts.entrySet()) {
      Part same = other.parts.get(each.getKey());
      boolean alike =
          each.getKey() == Outcome.THROTTLED
              ? limits.equals(other.limits)
              : each.getKey() != Outcome.PASSED;
      if (same != null && alike) {
        long less = Math.min(same.exchanges, each.getValue().exchanges);
        each.getValue().exchanges -= less;
        out += less;
      }
    }
    parts.values().removeIf(each -> each.exchanges == 0);
    return out;
  }

  long left() {
    return left;
  }
}
