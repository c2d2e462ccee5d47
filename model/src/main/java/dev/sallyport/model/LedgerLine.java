// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is kept of the exchanges of one edge in one hour, or in one day that is longer ago: counts,
 * never payload. Which of them carried which data is counted for each class by itself, so that of
 * two classes it is not known whether they came together.
 *
 * @param edge who called whom with what
 * @param from start of the hour or day
 * @param length an hour or a day
 * @param exchanges how many there were, by what became of them
 * @param inspected of them, those whose contents were looked into
 * @param carried of them, those that carried data of a class
 * @param shown of them, those that looked like an attack
 * @param firstSeen when the edge was seen for the first time at all
 * @param lastSeen when it was seen last at all
 */
public record LedgerLine(
    Edge edge,
    Instant from,
    Duration length,
    Map<StatusClass, Long> exchanges,
    long inspected,
    SortedMap<Carried, Long> carried,
    SortedMap<AttackFamily, Shown> shown,
    Instant firstSeen,
    Instant lastSeen) {
  /** Length of a line while it is young. */
  public static final Duration HOUR = Duration.ofHours(1);

  /** Length of a line when it is old. */
  public static final Duration DAY = Duration.ofDays(1);

  /**
   * Data of a class, on its way in one direction.
   *
   * @param dataClass what
   * @param direction in what was sent, or in what was answered
   */
  public record Carried(DataClass dataClass, Direction direction) implements Comparable<Carried> {
    private static final Comparator<Carried> ORDER =
        Comparator.comparing(Carried::dataClass).thenComparing(Carried::direction);

    public Carried {
      requireNonNull(dataClass, "dataClass");
      requireNonNull(direction, "direction");
    }

    @Override
    public int compareTo(Carried other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Exchanges that looked like an attack.
   *
   * @param exchanges how many
   * @param score the highest score of any of them, 0 to 1
   */
  public record Shown(long exchanges, double score) {
    /** Returns both together. */
    public Shown plus(Shown other) {
      return new Shown(exchanges + other.exchanges, Math.max(score, other.score));
    }
  }

  public LedgerLine {
    requireNonNull(edge, "edge");
    requireNonNull(from, "from");
    requireNonNull(length, "length");
    exchanges = Map.copyOf(exchanges);
    carried = Collections.unmodifiableSortedMap(new TreeMap<>(carried));
    shown = Collections.unmodifiableSortedMap(new TreeMap<>(shown));
    requireNonNull(firstSeen, "firstSeen");
    requireNonNull(lastSeen, "lastSeen");
  }

  /** Returns how many exchanges there were, whatever became of them. */
  public long total() {
    return exchanges.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns how many of them took place: not those that a policy kept from happening, and no
   * connections that broke before anything was said on them, as where nobody listened.
   */
  public long happened() {
    boolean unsaid = edge.operation() instanceof RawOperation raw && raw.protocol() == Protocol.TCP;
    return total()
        - exchanges.getOrDefault(StatusClass.BLOCKED, 0L)
        - (unsaid ? exchanges.getOrDefault(StatusClass.BROKEN, 0L) : 0L);
  }

  /** Returns the first instant after the hour or day. */
  public Instant until() {
    return from.plus(length);
  }

  /** Returns the same between parties that are known better by now, for example by their labels. */
  public LedgerLine between(Party source, Party target) {
    return new LedgerLine(
        new Edge(source, target, edge.operation()),
        from,
        length,
        exchanges,
        inspected,
        carried,
        shown,
        firstSeen,
        lastSeen);
  }
}
