// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

/**
 * How often sensitive data was seen in one place of one edge. {@link #plus} commutes and
 * associates.
 *
 * @param count values seen, the same one each time it was
 * @param exchanges exchanges in which at least one was
 * @param firstSeenMillis the earliest, milliseconds since 1970
 * @param lastSeenMillis the latest, milliseconds since 1970
 * @param values sample of the different values by fingerprint
 * @param masked one of them with all that identifies it replaced: the alphabetically first text
 */
public record SightingCounts(
    long count,
    long exchanges,
    long firstSeenMillis,
    long lastSeenMillis,
    ValueSample values,
    String masked) {
  public SightingCounts {
    requireNonNull(values, "values");
    requireNonNull(masked, "masked");
    if (count < 0 || exchanges < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** Returns the counts of both together. */
  public SightingCounts plus(SightingCounts other) {
    return new SightingCounts(
        Counting.add(count, other.count),
        Counting.add(exchanges, other.exchanges),
        Math.min(firstSeenMillis, other.firstSeenMillis),
        Math.max(lastSeenMillis, other.lastSeenMillis),
        values.union(other.values),
        masked.compareTo(other.masked) <= 0 ? masked : other.masked);
  }

  SightingCounts thinned(long ceiling) {
    return new SightingCounts(
        count, exchanges, firstSeenMillis, lastSeenMillis, values.thinned(ceiling), masked);
  }
}
