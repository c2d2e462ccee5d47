// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** What expressions may ask of the moment at which an exchange began. */
final class ClockTerms {
  private ClockTerms() {}

  /**
   * When an exchange began. It is asked of each exchange, not once for a connection, which may
   * outlive a schedule.
   */
  record Now() implements Term {
    @Override
    public Type type() {
      return Type.MOMENT;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return known.stage() == Stage.CONNECTION ? null : known.at();
    }

    @Override
    public Needs needs() {
      return Needs.OPERATION;
    }
  }

  /** Parts of a moment, counted as the language counts them. */
  enum Clock {
    HOUR,
    MINUTE,
    SECOND,
    /** 0 for Sunday to 6. */
    DAY_OF_WEEK,
    /** From 1. */
    DATE,
    /** From 0. */
    DAY_OF_MONTH,
    /** From 0. */
    DAY_OF_YEAR,
    /** From 0. */
    MONTH,
    YEAR;

    long of(ZonedDateTime time) {
      return switch (this) {
        case HOUR -> time.getHour();
        case MINUTE -> time.getMinute();
        case SECOND -> time.getSecond();
        case DAY_OF_WEEK -> time.getDayOfWeek().getValue() % 7;
        case DATE -> time.getDayOfMonth();
        case DAY_OF_MONTH -> time.getDayOfMonth() - 1;
        case DAY_OF_YEAR -> time.getDayOfYear() - 1;
        case MONTH -> time.getMonthValue() - 1;
        case YEAR -> time.getYear();
      };
    }
  }

  /** A part of the moment at which an exchange began. */
  record ClockPart(Clock part, ZoneId zone) implements Term {
    static final ZoneId UTC = ZoneOffset.UTC;

    @Override
    public Type type() {
      return Type.WHOLE;
    }

    @Override
    public @Nullable Object value(Known known, String path) {
      return known.stage() == Stage.CONNECTION ? null : part.of(known.at().atZone(zone));
    }

    @Override
    public Needs needs() {
      return Needs.OPERATION;
    }
  }
}
