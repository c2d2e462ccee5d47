// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What policies said of the exchanges of one edge, and what was done. {@link #plus} commutes and
 * associates, and {@link #NONE} is its zero.
 *
 * @param byKey how often each was said, and when last
 */
public record RulingCounts(SortedMap<RulingKey, Times> byKey) {
  /** Nothing was said. */
  public static final RulingCounts NONE = new RulingCounts(new TreeMap<>());

  private static final Comparator<Map.Entry<RulingKey, Times>> LATEST_FIRST =
      Comparator.comparingLong((Map.Entry<RulingKey, Times> each) -> each.getValue().lastMillis())
          .reversed()
          .thenComparing(Map.Entry::getKey);

  /**
   * How often, and when last.
   *
   * @param count exchanges
   * @param lastMillis the latest, milliseconds since 1970
   */
  public record Times(long count, long lastMillis) {
    public Times {
      if (count < 0) {
        throw new IllegalArgumentException("counts must not be negative");
      }
    }

    /** Returns both together. */
    public Times plus(Times other) {
      return new Times(Counting.add(count, other.count), Math.max(lastMillis, other.lastMillis));
    }
  }

  public RulingCounts {
    requireNonNull(byKey, "byKey");
    byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
  }

  /** Returns whether nothing was said. */
  public boolean isNone() {
    return byKey.isEmpty();
  }

  /** Returns the counts of both together. */
  public RulingCounts plus(RulingCounts other) {
    if (other.isNone()) {
      return this;
    }
    if (isNone()) {
      return other;
    }
    TreeMap<RulingKey, Times> both = new TreeMap<>(byKey);
    other.byKey.forEach((key, times) -> both.merge(key, times, Times::plus));
    return new RulingCounts(both);
  }

  /**
   * Returns the same with at most so many told apart by their rule: those said last. The others, as
   * of versions of a policy that are long gone, count together by what was said and done.
   */
  public RulingCounts within(int most) {
    if (byKey.size() <= most) {
      return this;
    }
    TreeMap<RulingKey, Times> kept = new TreeMap<>();
    List<Map.Entry<RulingKey, Times>> latest =
        byKey.entrySet().stream().sorted(LATEST_FIRST).toList();
    for (int i = 0; i < latest.size(); i++) {
      RulingKey key = latest.get(i).getKey();
      kept.merge(i < most ? key : key.folded(), latest.get(i).getValue(), Times::plus);
    }
    return new RulingCounts(kept);
  }
}
