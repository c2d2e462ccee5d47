// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of exchanges, counted.
 *
 * @param byStatus answered exchanges by protocol status, 0 to {@value #STATUS_MAX}; 0 stands for
 *     protocols that have none
 * @param otherStatuses answered exchanges whose status is out of that range or came after the
 *     builder's bound on distinct statuses
 * @param blocked not let through by a policy
 * @param reset refused, or ended before an answer was complete
 * @param timedOut no answer came in time
 * @param unseen carried without being understood
 * @param rows rows or documents that data stores returned or changed
 */
public record AnswerCounts(
    SortedMap<Integer, Long> byStatus,
    long otherStatuses,
    long blocked,
    long reset,
    long timedOut,
    long unseen,
    long rows) {
  /** Highest status that is told apart; bounds the map whatever peers send. */
  public static final int STATUS_MAX = 999;

  /** Nothing counted. */
  public static final AnswerCounts NONE = new AnswerCounts(new TreeMap<>(), 0, 0, 0, 0, 0);

  /** Makes counts of exchanges that no rows were counted of. */
  public AnswerCounts(
      SortedMap<Integer, Long> byStatus,
      long otherStatuses,
      long blocked,
      long reset,
      long timedOut,
      long unseen) {
    this(byStatus, otherStatuses, blocked, reset, timedOut, unseen, 0);
  }

  public AnswerCounts {
    byStatus = Collections.unmodifiableSortedMap(new TreeMap<>(byStatus));
    for (Map.Entry<Integer, Long> entry : byStatus.entrySet()) {
      if (entry.getKey() < 0 || entry.getKey() > STATUS_MAX || entry.getValue() < 0) {
        throw new IllegalArgumentException(
            "status " + entry + " (expected: 0 to " + STATUS_MAX + ", count not negative)");
      }
    }
    if (otherStatuses < 0 || blocked < 0 || reset < 0 || timedOut < 0 || unseen < 0 || rows < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /**
   * Returns the counts without attempts that reached nobody, which count here as broken, and
   * connections from before capture began, which count as unseen.
   */
  AnswerCounts without(Attempts attempts, long old) {
    long broken = attempts.total() - attempts.unanswered();
    return new AnswerCounts(
        byStatus,
        otherStatuses,
        blocked,
        Math.max(0, reset - broken),
        Math.max(0, timedOut - attempts.unanswered()),
        Math.max(0, unseen - old),
        rows);
  }

  /** Returns the counts of both together. */
  public AnswerCounts plus(AnswerCounts other) {
    TreeMap<Integer, Long> both = new TreeMap<>(byStatus);
    other.byStatus.forEach((status, count) -> both.merge(status, count, Counting::add));
    return new AnswerCounts(
        both,
        Counting.add(otherStatuses, other.otherStatuses),
        Counting.add(blocked, other.blocked),
        Counting.add(reset, other.reset),
        Counting.add(timedOut, other.timedOut),
        Counting.add(unseen, other.unseen),
        Counting.add(rows, other.rows));
  }
}
