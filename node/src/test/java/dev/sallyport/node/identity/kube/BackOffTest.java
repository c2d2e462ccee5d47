// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BackOffTest {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final BackOff backOff = new BackOff(limits());

  @Test
  void pausesGrowUpToTheLongest() {
    assertThat(backOff.nextMillis()).isBetween(5L, 10L);
    assertThat(backOff.nextMillis()).isBetween(10L, 20L);
    for (int i = 0; i < 40; i++) {
      backOff.nextMillis();
    }
    assertThat(backOff.nextMillis()).isBetween(LONGEST.toMillis() / 2, LONGEST.toMillis());
  }

  @Test
  @Timeout(30)
  void aLongPauseEndsWhenThereIsASignThatItWouldWork() throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      backOff.nextMillis();
    }
    Thread waiting = Thread.ofVirtual().start(this::pause);
    while (waiting.isAlive()) {
      backOff.hurry();
      waiting.join(Duration.ofMillis(10));
    }
    assertThat(backOff.nextMillis()).as("begins anew").isLessThanOrEqualTo(10);
  }

  private void pause() {
    try {
      backOff.pause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static KubeLimits limits() {
    KubeLimits d = KubeLimits.defaults();
    return new KubeLimits(
        d.objectBytesMax(),
        d.listBytesMax(),
        d.podsMax(),
        d.pageSize(),
        d.connectTimeout(),
        d.answerTimeout(),
        d.watchFor(),
        d.silenceMax(),
        Duration.ofMillis(10),
        LONGEST,
        4096,
        1024);
  }
}
