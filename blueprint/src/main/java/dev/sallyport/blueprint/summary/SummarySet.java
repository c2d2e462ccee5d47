// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Summaries of many nodes and windows, each once. {@link #merge} commutes, associates and is
 * idempotent, so any engine may reduce sets in any order and any number of times.
 *
 * <p>An honest node gives one {@link SummaryId} to one content. Should two contents claim the same
 * name, the one with more exchanges is kept (then more bytes, then the later text form), so that
 * the result still does not depend on order.
 *
 * @param summaries by name
 */
public record SummarySet(SortedMap<SummaryId, Summary> summaries) {
  /** No summary. */
  public static final SummarySet NONE = new SummarySet(new TreeMap<>());

  private static final Comparator<Summary> FULLER =
      Comparator.comparingLong(Summary::exchanges)
          .thenComparingLong(summary -> summary.tally().bytesSeen())
          .thenComparing(SummarySet::text);

  public SummarySet {
    summaries = Collections.unmodifiableSortedMap(new TreeMap<>(summaries));
  }

  /** Returns a set of these summaries. */
  public static SummarySet of(Collection<Summary> summaries) {
    TreeMap<SummaryId, Summary> byId = new TreeMap<>();
    summaries.forEach(summary -> byId.merge(summary.id(), summary, SummarySet::fuller));
    return new SummarySet(byId);
  }

  /** Returns the summaries of both, each once. */
  public SummarySet merge(SummarySet other) {
    TreeMap<SummaryId, Summary> both = new TreeMap<>(summaries);
    other.summaries.forEach((id, summary) -> both.merge(id, summary, SummarySet::fuller));
    return new SummarySet(both);
  }

  /** Returns the counts by edge over all nodes and windows. */
  public Map<EdgeKey, EdgeCounts> totals() {
    Map<EdgeKey, EdgeCounts> totals = new HashMap<>();
    for (Summary summary : summaries.values()) {
      summary.edges().forEach((key, counts) -> totals.merge(key, counts, EdgeCounts::plus));
    }
    return Map.copyOf(totals);
  }

  private static Summary fuller(Summary a, Summary b) {
    return a.equals(b) || FULLER.compare(a, b) >= 0 ? a : b;
  }

  private static String text(Summary summary) {
    List<String> lines = new ArrayList<>();
    summary.edges().forEach((key, counts) -> lines.add(key + "=" + counts));
    Collections.sort(lines);
    return lines + "|" + summary.tally();
  }
}
