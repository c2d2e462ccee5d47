// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeShareTest {
  private static final long MILLI = 1_000_000;
  private static final long STEP = MILLI / 100;

  private long now = 5_000 * MILLI;
  private long longest;

  /** Looks of that length as often as there is time, for so long; returns what they took. */
  private long taken(TimeShare time, long lookNanos, long forNanos) {
    long taken = 0;
    long together = 0;
    longest = 0;
    for (long end = now + forNanos; now < end; ) {
      if (time.isLeft(now)) {
        time.spent(lookNanos);
        taken += lookNanos;
        together += lookNanos;
        now += lookNanos;
        longest = Math.max(longest, together);
      } else {
        together = 0;
        now += STEP;
      }
    }
    return taken;
  }

  @Test
  void shareIsKeptWhateverTheLengthOfLooks() {
    for (long look : new long[] {MILLI / 10, MILLI, 7 * MILLI, 300 * MILLI}) {
      TimeShare time = new TimeShare(0.5);
      taken(time, look, 3_000 * MILLI);
      assertThat(taken(time, look, 20_000 * MILLI))
          .as("looks of %s ns", look)
          .isBetween(9_600 * MILLI, 10_400 * MILLI);
    }
  }

  @Test
  void underASteadyLoadNoLookFollowsAnother() {
    TimeShare time = new TimeShare(0.5);
    taken(time, MILLI, 3_000 * MILLI);
    taken(time, MILLI, 3_000 * MILLI);
    assertThat(longest).isLessThanOrEqualTo(2 * MILLI);
  }

  @Test
  void allOfTheTimeIsAllOfTheTime() {
    assertThat(taken(new TimeShare(1), MILLI, 5_000 * MILLI)).isEqualTo(5_000 * MILLI);
  }

  @Test
  void aRareLongLookTakesNothingFromTheNext() {
    TimeShare time = new TimeShare(0.5);
    for (int i = 0; i < 5; i++) {
      assertThat(time.isLeft(now)).isTrue();
      time.spent(400 * MILLI);
      now += 400 * MILLI;
      assertThat(time.isLeft(now)).isTrue();
      now += 2_000 * MILLI;
    }
  }

  @Test
  void whatWasTakenTooMuchIsOwedAndForgivenInTheEnd() {
    TimeShare time = new TimeShare(0.5);
    assertThat(time.isLeft(now)).isTrue();
    time.spent(700 * MILLI);
    assertThat(time.isLeft(now + 100 * MILLI)).isFalse();
    assertThat(time.isLeft(now + 900 * MILLI)).isTrue();
    time.spent(1_000_000 * MILLI);
    assertThat(time.isLeft(now + 1_500 * MILLI)).isFalse();
    assertThat(time.isLeft(now + 3_000 * MILLI)).isTrue();
  }
}
