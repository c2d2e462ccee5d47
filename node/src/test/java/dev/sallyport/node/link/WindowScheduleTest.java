// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.Window;
import org.junit.jupiter.api.Test;

class WindowScheduleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long T = 1_700_000_000_000L;

  private final WindowSchedule schedule = new WindowSchedule("n", "b", 5, T + 2000, 0);

  @Test
  void windowsFollowEachOtherAlignedToTheirLength() {
    check(turn(T + 5000, 3 * SECOND), "b", 0, 5);
    check(turn(T + 10_000, 8 * SECOND), "b", 5, 5);
    assertThat(schedule.endsAtNanos()).isEqualTo(13 * SECOND);
  }

  @Test
  void aSmallDriftIsCorrectedWithoutAGap() {
    check(turn(T + 6000, 3 * SECOND), "b", 0, 5);
    assertThat(schedule.clock().millisAt(3 * SECOND)).isEqualTo(T + 6000);
    check(turn(T + 10_000, 7 * SECOND), "b", 5, 5);
  }

  @Test
  void adriftBelowHalfASecondChangesNothing() {
    turn(T + 5400, 3 * SECOND);
    assertThat(schedule.clock().millisAt(3 * SECOND)).isEqualTo(T + 5000);
  }

  @Test
  void aClockSetBackBeginsANewLife() {
    check(turn(T - 3_595_000, 3 * SECOND), "b", 0, 5);
    check(turn(T - 3_590_000, 8 * SECOND), "b.1", -3595, 5);
  }

  @Test
  void aClockSetForwardBeginsANewLifeAndTheTimeBetweenIsNotMissed() {
    check(turn(T + 3_605_000, 3 * SECOND), "b", 0, 5);
    check(turn(T + 3_610_000, 8 * SECOND), "b.1", 3605, 5);
  }

  @Test
  void aClockThatJumpsAndReturnsInsideAWindowChangesNothing() {
    check(turn(T + 5000, 3 * SECOND), "b", 0, 5);
    assertThat(schedule.clock().millisAt(7 * SECOND)).isEqualTo(T + 9000);
    check(turn(T + 10_000, 8 * SECOND), "b", 5, 5);
  }

  @Test
  void anEndThatComesLateMakesTheWindowLonger() {
    check(turn(T + 67_300, 65 * SECOND + 300_000_000), "b", 0, 67);
    check(turn(T + 70_000, 68 * SECOND), "b", 67, 3);
    check(turn(T + 75_000, 73 * SECOND), "b", 70, 5);
  }

  private WindowSchedule.Turn turn(long wallMillis, long nanos) {
    return schedule.turn(wallMillis, nanos);
  }

  private static void check(WindowSchedule.Turn turn, String boot, long startOffset, int length) {
    assertThat(turn.ended().boot()).isEqualTo(boot);
    assertThat(turn.ended().window()).isEqualTo(new Window(T / 1000 + startOffset, length));
  }
}
