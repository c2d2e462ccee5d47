// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class IdentityLedgerTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final String IP = "10.1.0.7";

  private final IdentityLedger ledger = new IdentityLedger(Duration.ofMinutes(10), 64);

  @Test
  void anAddressBelongsToWhoHeldItThen() {
    ledger.holds("a", Set.of(IP), T0);
    ledger.ended("a", at(10));
    ledger.holds("b", Set.of(IP), at(12));
    assertThat(ledger.holder(IP, at(-1))).isEqualTo(new Holder.Nobody());
    assertThat(ledger.holder(IP, at(0))).isEqualTo(new Holder.Pod("a"));
    assertThat(ledger.holder(IP, at(9))).isEqualTo(new Holder.Pod("a"));
    assertThat(ledger.holder(IP, at(10))).isEqualTo(new Holder.Nobody());
    assertThat(ledger.holder(IP, at(12))).isEqualTo(new Holder.Pod("b"));
  }

  @Test
  void twoHoldersAtOnceAreAmbiguousAndNotGuessed() {
    ledger.holds("a", Set.of(IP), T0);
    ledger.holds("b", Set.of(IP), at(5));
    assertThat(ledger.holder(IP, at(3))).isEqualTo(new Holder.Pod("a"));
    assertThat(ledger.holder(IP, at(6))).isEqualTo(new Holder.Ambiguous(List.of("a", "b")));
    ledger.ended("a", at(7));
    assertThat(ledger.holder(IP, at(8))).isEqualTo(new Holder.Pod("b"));
  }

  @Test
  void aLateEndOfTheOldPodDoesNotTouchTheNewOne() {
    ledger.holds("old", Set.of(IP), T0);
    ledger.ended("old", at(5));
    ledger.holds("new", Set.of(IP), at(6));
    ledger.ended("old", at(20));
    assertThat(ledger.holder(IP, at(30))).isEqualTo(new Holder.Pod("new"));
  }

  @Test
  void anAddressThatVanishesBeforeThePodEndsIsRemembered() {
    ledger.holds("a", Set.of(IP), T0);
    ledger.holds("a", Set.of(), at(5));
    assertThat(ledger.holder(IP, at(6))).isEqualTo(new Holder.Pod("a"));
    ledger.ended("a", at(7));
    assertThat(ledger.holder(IP, at(8))).isEqualTo(new Holder.Nobody());
  }

  @Test
  void aPodThatEndedNeverHoldsAnAddressAgain() {
    ledger.holds("a", Set.of(IP), T0);
    ledger.ended("a", at(5));
    ledger.holds("a", Set.of(IP), at(6));
    assertThat(ledger.holder(IP, at(7))).isEqualTo(new Holder.Nobody());
  }

  @Test
  void endedIntervalsAreForgottenAfterTheirTime() {
    ledger.holds("a", Set.of(IP), T0);
    ledger.ended("a", at(5));
    ledger.holds("b", Set.of(IP), at(6));
    ledger.sweep(at(5 + 601));
    assertThat(ledger.size()).isEqualTo(1);
    assertThat(ledger.holder(IP, at(1))).isEqualTo(new Holder.Nobody());
    assertThat(ledger.holder(IP, at(600))).isEqualTo(new Holder.Pod("b"));
  }

  @Test
  void intervalsOfAnAddressAreBoundedAndTheForgottenCounted() {
    for (int i = 0; i < 100; i++) {
      ledger.holds("pod-" + i, Set.of(IP), at(i * 10));
      ledger.ended("pod-" + i, at(i * 10 + 5));
    }
    assertThat(ledger.size()).isLessThanOrEqualTo(65);
    assertThat(ledger.forgotten()).isGreaterThanOrEqualTo(35);
    assertThat(ledger.holder(IP, at(991))).isEqualTo(new Holder.Pod("pod-99"));
  }

  /** A pod dies and another takes its address at once, 1,000 times, messages out of order. */
  @Test
  void noAnswerNamesTheWrongPodThoughAnAddressIsReusedAThousandTimes() throws Exception {
    IdentityLedger large = new IdentityLedger(Duration.ofDays(1), 2_000);
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<String> wrong = new AtomicReference<>();
    Thread reader = Thread.ofPlatform().start(() -> readAll(large, done, wrong));
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      Instant end = at(i * 10 + 10);
      boolean newFirst = random.nextBoolean();
      if (i > 0 && newFirst) {
        large.holds("pod-" + i, Set.of(IP), at(i * 10));
        large.ended("pod-" + (i - 1), at(i * 10));
      } else {
        if (i > 0) {
          large.ended("pod-" + (i - 1), at(i * 10));
        }
        large.holds("pod-" + i, Set.of(IP), at(i * 10));
      }
      if (random.nextInt(4) == 0 && i > 1) {
        large.ended("pod-" + (i - 2), end);
      }
    }
    done.set(true);
    reader.join();
    assertThat(wrong.get()).isNull();
    for (int i = 0; i < 1_000; i++) {
      assertThat(large.holder(IP, at(i * 10 + 3))).isEqualTo(new Holder.Pod("pod-" + i));
    }
  }

  private static void readAll(
      IdentityLedger ledger, AtomicBoolean done, AtomicReference<String> wrong) {
    Random random = new Random(11);
    while (!done.get()) {
      int i = random.nextInt(1_000);
      if (ledger.holder(IP, at(i * 10 + 3)) instanceof Holder.Pod(String uid)
          && !uid.equals("pod-" + i)
          && !earlier(uid, i)) {
        wrong.set(uid + " named at the time of pod-" + i);
      }
    }
  }

  /** Until the newer pod is told, the older one is the honest answer for a time to come. */
  private static boolean earlier(String uid, int i) {
    return Integer.parseInt(uid.substring("pod-".length())) < i;
  }

  private static Instant at(int seconds) {
    return T0.plusSeconds(seconds);
  }
}
