// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.Window;
import java.util.Map;
import java.util.TreeMap;

/**
 * The seconds that windows of one life of a node have covered, kept as stretches without a gap, so
 * that hours of windows without loss take one entry. Not thread-safe.
 */
final class WindowCoverage {
  private final int stretchesMax;
  private final TreeMap<Long, Long> endByStart = new TreeMap<>();

  WindowCoverage(int stretchesMax) {
    this.stretchesMax = stretchesMax;
  }

  /** Returns what adding the window would mean, and adds it where that is {@code ADDED}. */
  Acceptance add(Window window) {
    long start = window.startEpochSecond();
    long end = window.endEpochSecond();
    Map.Entry<Long, Long> before = endByStart.floorEntry(start);
    if (before != null && before.getValue() >= end) {
      return Acceptance.DUPLICATE;
    }
    Map.Entry<Long, Long> after = endByStart.ceilingEntry(start);
    if ((before != null && before.getValue() > start) || (after != null && after.getKey() < end)) {
      return Acceptance.OVERLAPPING;
    }
    if (before != null && before.getValue() == start) {
      start = before.getKey();
    }
    if (after != null && after.getKey() == end) {
      endByStart.remove(after.getKey());
      end = after.getValue();
    }
    endByStart.put(start, end);
    if (endByStart.size() > stretchesMax) {
      closeOldestGap();
    }
    return Acceptance.ADDED;
  }

  /** Returns the seconds not covered between the first and the last that are, from a second on. */
  long missingSeconds(long fromEpochSecond) {
    long missing = 0;
    long reached = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> stretch : endByStart.entrySet()) {
      if (reached < stretch.getKey()) {
        missing += Math.max(0, stretch.getKey() - Math.max(reached, fromEpochSecond));
      }
      reached = stretch.getValue();
    }
    return missing;
  }

  /** Returns the first second covered; {@link Long#MAX_VALUE} when none is. */
  long firstSecond() {
    return endByStart.isEmpty() ? Long.MAX_VALUE : endByStart.firstKey();
  }

  /** Returns the second after the last covered; {@link Long#MIN_VALUE} when none is. */
  long endSecond() {
    return endByStart.isEmpty() ? Long.MIN_VALUE : endByStart.lastEntry().getValue();
  }

  private void closeOldestGap() {
    Map.Entry<Long, Long> first = endByStart.pollFirstEntry();
    Map.Entry<Long, Long> second = endByStart.pollFirstEntry();
    endByStart.put(first.getKey(), second.getValue());
  }
}
