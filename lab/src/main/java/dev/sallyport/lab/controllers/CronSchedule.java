// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;

/**
 * A cron expression of five fields (minute, hour, day of month, month, day of week), in UTC, with
 * lists, ranges, steps and the usual {@code @hourly} words. Format: POSIX crontab, with Vixie's
 * steps.
 */
final class CronSchedule {
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean anyDay;
  private final boolean anyWeekday;

  private CronSchedule(String[] fields) {
    minutes = parse(fields[0], 0, 59);
    hours = parse(fields[1], 0, 23);
    days = parse(fields[2], 1, 31);
    months = parse(fields[3], 1, 12);
    weekdays = parse(fields[4], 0, 7);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    anyDay = fields[2].startsWith("*");
    anyWeekday = fields[4].startsWith("*");
  }

  /** Returns the schedule; throws {@link IllegalArgumentException} for text that is none. */
  static CronSchedule of(String text) {
    String plain =
        switch (text.strip()) {
          case "@yearly", "@annually" -> "0 0 1 1 *";
          case "@monthly" -> "0 0 1 * *";
          case "@weekly" -> "0 0 * * 0";
          case "@daily", "@midnight" -> "0 0 * * *";
          case "@hourly" -> "0 * * * *";
          default -> text.strip();
        };
    String[] fields = plain.split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException("'" + text + "' is not a cron schedule of five fields");
    }
    return new CronSchedule(fields);
  }

  /** Returns whether the minute that holds this moment is one of the schedule's. */
  boolean matches(Instant moment) {
    LocalDateTime time =
        LocalDateTime.ofInstant(moment.truncatedTo(ChronoUnit.MINUTES), ZoneOffset.UTC);
    boolean day = days.get(time.getDayOfMonth());
    boolean weekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
    boolean date = anyDay || anyWeekday ? day && weekday : day || weekday;
    return minutes.get(time.getMinute())
        && hours.get(time.getHour())
        && months.get(time.getMonthValue())
        && date;
  }

  private static BitSet parse(String field, int first, int last) {
    BitSet set = new BitSet();
    for (String part : field.split(",")) {
      String[] stepped = part.split("/");
      int step = stepped.length > 1 ? Integer.parseInt(stepped[1]) : 1;
      String[] range = stepped[0].split("-");
      int from = stepped[0].equals("*") ? first : Integer.parseInt(range[0]);
      int to =
          stepped[0].equals("*") || (range.length == 1 && stepped.length > 1)
              ? last
              : Integer.parseInt(range[range.length - 1]);
      if (from < first || to > last || step < 1) {
        throw new IllegalArgumentException("'" + part + "' is outside " + first + "-" + last);
      }
      for (int i = from; i <= to; i += step) {
        set.set(i);
      }
    }
    return set;
  }
}
