// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.rounds;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TouchedWorkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration NEVER = Duration.ofHours(1);

  private final List<Boolean> rounds = new CopyOnWriteArrayList<>();

  @Test
  void touchesBeforeTheStartAreOneRound() {
    try (TouchedWork work = new TouchedWork("test", Duration.ZERO, NEVER, rounds::add)) {
      for (int i = 0; i < 100; i++) {
        work.touch();
      }
      work.start();
      eventually(PATIENCE, () -> assertThat(rounds).containsExactly(true));
      work.touch();
      eventually(PATIENCE, () -> assertThat(rounds).containsExactly(true, true));
    }
  }

  @Test
  void aTouchDuringARoundIsAnotherRound() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (TouchedWork work =
        new TouchedWork(
            "test",
            Duration.ZERO,
            NEVER,
            touched -> {
              rounds.add(touched);
              inside.countDown();
              await(go);
            })) {
      work.start();
      work.touch();
      assertThat(inside.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      work.touch();
      go.countDown();
      eventually(PATIENCE, () -> assertThat(rounds).hasSize(2));
    }
  }

  @Test
  void aRoundComesAlsoUntouched() {
    try (TouchedWork work =
        new TouchedWork("test", Duration.ZERO, Duration.ofMillis(5), rounds::add)) {
      work.start();
      eventually(PATIENCE, () -> assertThat(rounds).contains(false).doesNotContain(true));
    }
  }

  @Test
  void aRoundThatFailsIsFollowedByTheNext() {
    try (TouchedWork work =
        new TouchedWork(
            "test",
            Duration.ZERO,
            Duration.ofMillis(5),
            touched -> {
              rounds.add(touched);
              throw new IllegalStateException("of the test");
            })) {
      work.start();
      eventually(PATIENCE, () -> assertThat(rounds).hasSizeGreaterThan(2));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
