// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * What detectors said about the contents of the exchanges of one edge. {@link #plus} commutes and
 * associates, and {@link #NONE} is its zero.
 *
 * @param inspected exchanges whose contents were looked into
 * @param cut of them, those looked into only in part because a bound was reached
 * @param unlisted sightings and findings that are counted nowhere else because a bound was reached
 * @param sightings sensitive data
 * @param findings attacks
 */
public record ContentCounts(
    long inspected,
    long cut,
    long unlisted,
    SortedMap<SightingKey, SightingCounts> sightings,
    SortedMap<FindingKey, FindingCounts> findings) {
  /** Nothing was looked into. */
  public static final ContentCounts NONE =
      new ContentCounts(0, 0, 0, new TreeMap<>(), new TreeMap<>());

  public ContentCounts {
    sightings = Collections.unmodifiableSortedMap(new TreeMap<>(sightings));
    findings = Collections.unmodifiableSortedMap(new TreeMap<>(findings));
    if (inspected < 0 || cut < 0 || unlisted < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** Returns whether nothing was counted. */
  public boolean isNone() {
    return inspected == 0 && cut == 0 && unlisted == 0 && sightings.isEmpty() && findings.isEmpty();
  }

  /** Returns the counts of both together. */
  public ContentCounts plus(ContentCounts other) {
    if (other.isNone()) {
      return this;
    }
    if (isNone()) {
      return other;
    }
    return new ContentCounts(
        Counting.add(inspected, other.inspected),
        Counting.add(cut, other.cut),
        Counting.add(unlisted, other.unlisted),
        joined(sightings, other.sightings, SightingCounts::plus),
        joined(findings, other.findings, FindingCounts::plus));
  }

  /**
   * Returns the same with at most so many places told apart, each of both kinds; those beyond, last
   * in order, count together by class or family. At most one for each of those comes on top.
   */
  public ContentCounts within(int sightingsMax, int findingsMax) {
    return sightings.size() <= sightingsMax && findings.size() <= findingsMax
        ? this
        : new ContentCounts(
            inspected,
            cut,
            unlisted,
            folded(sightings, sightingsMax, SightingKey::folded, SightingCounts::plus),
            folded(findings, findingsMax, FindingKey::folded, FindingCounts::plus));
  }

  /** Returns the same with only the fingerprints up to a ceiling, see {@link ValueSample}. */
  ContentCounts thinned(long ceiling) {
    TreeMap<SightingKey, SightingCounts> thinner = new TreeMap<>();
    sightings.forEach((key, counts) -> thinner.put(key, counts.thinned(ceiling)));
    return new ContentCounts(inspected, cut, unlisted, thinner, findings);
  }

  private static <K, V> SortedMap<K, V> joined(
      SortedMap<K, V> a, SortedMap<K, V> b, BinaryOperator<V> plus) {
    if (b.isEmpty()) {
      return a;
    }
    TreeMap<K, V> both = new TreeMap<>(a);
    b.forEach((key, counts) -> both.merge(key, counts, plus));
    return both;
  }

  private static <K, V> SortedMap<K, V> folded(
      SortedMap<K, V> counts, int most, UnaryOperator<K> folding, BinaryOperator<V> plus) {
    TreeMap<K, V> kept = new TreeMap<>();
    int told = 0;
    for (Map.Entry<K, V> each : counts.entrySet()) {
      K fold = folding.apply(each.getKey());
      boolean tell = each.getKey().equals(fold) || told++ < most;
      kept.merge(tell ? each.getKey() : fold, each.getValue(), plus);
    }
    return kept;
  }
}
