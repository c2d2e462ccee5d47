// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CronScheduleTest {
  @Test
  void fieldsListsRangesAndStepsAreUnderstood() {
    check("15 2 * * *", "2026-11-21T02:15:30Z", true);
    check("15 2 * * *", "2026-11-21T02:16:00Z", false);
    check("*/5 * * * *", "2026-11-21T10:25:00Z", true);
    check("*/5 * * * *", "2026-11-21T10:26:00Z", false);
    check("0 9-17 * * 1-5", "2026-11-23T12:00:00Z", true);
    check("0 9-17 * * 1-5", "2026-11-22T12:00:00Z", false);
    check("0,30 * * * *", "2026-11-22T12:30:00Z", true);
    check("0 3 1 * *", "2026-12-01T03:00:00Z", true);
    check("@hourly", "2026-12-01T04:00:00Z", true);
    check("0 0 * * 7", "2026-11-22T00:00:00Z", true);
  }

  @Test
  void aDayOfMonthAndADayOfWeekAreAlternatives() {
    check("0 0 13 * 5", "2026-11-13T00:00:00Z", true);
    check("0 0 13 * 5", "2026-11-20T00:00:00Z", true);
    check("0 0 13 * 5", "2026-11-21T00:00:00Z", false);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> CronSchedule.of("* * *")).hasMessageContaining("five fields");
    assertThatThrownBy(() -> CronSchedule.of("61 * * * *")).hasMessageContaining("outside");
  }

  private static void check(String schedule, String moment, boolean matches) {
    assertThat(CronSchedule.of(schedule).matches(Instant.parse(moment)))
        .as(schedule + " at " + moment)
        .isEqualTo(matches);
  }
}
