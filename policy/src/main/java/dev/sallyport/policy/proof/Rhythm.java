// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * How regularly something was seen, by days of the calendar in UTC.
 *
 * @param beat how often
 * @param days on how many days
 * @param first the first day; null when never
 * @param last the latest day; null when never
 */
public record Rhythm(Beat beat, int days, @Nullable LocalDate first, @Nullable LocalDate last) {
  /** Never seen. */
  public static final Rhythm NEVER = new Rhythm(Beat.NEVER, 0, null, null);

  private static final int WEEK = 7;
  private static final int MONTH_MIN = 27;
  private static final int MONTH_MAX = 32;

  /** How often something comes. */
  public enum Beat {
    NEVER,
    /** On one day only, so that nothing can be said. */
    ONCE,
    /** On nearly every day. */
    DAILY,
    /** About every seventh day. */
    WEEKLY,
    /** About once in a month. */
    MONTHLY,
    /** On several days that follow no calendar. */
    IRREGULAR
  }

  public Rhythm {
    requireNonNull(beat, "beat");
  }

  /** Returns the rhythm of what was seen on these days. */
  public static Rhythm of(SortedSet<LocalDate> days) {
    if (days.isEmpty()) {
      return NEVER;
    }
    return new Rhythm(beat(days), days.size(), days.first(), days.last());
  }

  private static Beat beat(SortedSet<LocalDate> days) {
    if (days.size() == 1) {
      return Beat.ONCE;
    }
    List<Long> gaps = new ArrayList<>();
    LocalDate before = null;
    for (LocalDate each : days) {
      if (before != null) {
        gaps.add(ChronoUnit.DAYS.between(before, each));
      }
      before = each;
    }
    Collections.sort(gaps);
    long median = gaps.get(gaps.size() / 2);
    if (median <= 2) {
      // Weekends and holidays do not make it rare.
      return gaps.getLast() <= WEEK ? Beat.DAILY : Beat.IRREGULAR;
    }
    if (gaps.getFirst() >= WEEK - 1 && gaps.getLast() <= WEEK + 1) {
      return Beat.WEEKLY;
    }
    return gaps.getFirst() >= MONTH_MIN && gaps.getLast() <= MONTH_MAX
        ? Beat.MONTHLY
        : Beat.IRREGULAR;
  }

  /** Returns whether a look at a few days may miss it. */
  public boolean rare() {
    return switch (beat) {
      case DAILY -> false;
      case ONCE, WEEKLY, MONTHLY, IRREGULAR, NEVER -> true;
    };
  }

  /** Returns the day on which it should come again; empty where that cannot be said. */
  public Optional<LocalDate> next() {
    if (last == null) {
      return Optional.empty();
    }
    return switch (beat) {
      case DAILY -> Optional.of(last.plusDays(1));
      case WEEKLY -> Optional.of(last.plusWeeks(1));
      case MONTHLY -> Optional.of(last.plusMonths(1));
      case NEVER, ONCE, IRREGULAR -> Optional.empty();
    };
  }
}
