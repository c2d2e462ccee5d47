// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.FingerprintKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private Instant now = T0;
  private int changes;

  @Test
  void keysSurviveARestart() {
    List<FingerprintKey> before = ring().keys();
    assertThat(before).hasSize(1);
    assertThat(ring().keys()).isEqualTo(before);
  }

  @Test
  void onlyTheProgramsUserMayReadThem() throws IOException {
    ring();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void theNextKeyIsGivenOutBeforeItBegins() {
    KeyRing ring = ring();
    FingerprintKey first = ring.keys().getFirst();
    now = T0.plus(KeyRing.LIFE).minus(KeyRing.LEAD).minusSeconds(1);
    ring.turn();
    assertThat(ring.keys()).containsExactly(first);
    now = now.plusSeconds(1);
    ring.turn();
    assertThat(ring.keys()).hasSize(2);
    assertThat(FingerprintKey.at(now, ring.keys())).contains(first);
    assertThat(FingerprintKey.at(T0.plus(KeyRing.LIFE), ring.keys()))
        .contains(ring.keys().getLast());
    assertThat(ring.keys().getLast().id()).isGreaterThan(first.id());
  }

  @Test
  void oldKeysAreForgottenAfterAWhile() {
    KeyRing ring = ring();
    FingerprintKey first = ring.keys().getFirst();
    for (int i = 0; i < 5; i++) {
      now = now.plus(KeyRing.LIFE);
      ring.turn();
    }
    assertThat(ring.keys()).hasSize(3).doesNotContain(first);
  }

  @Test
  void afterALongRestThereIsAKeyAtOnce() {
    ring();
    now = T0.plus(Duration.ofDays(40));
    KeyRing ring = ring();
    FingerprintKey used = FingerprintKey.at(now, ring.keys()).orElseThrow();
    assertThat(used.from()).isEqualTo(now);
  }

  @Test
  void aBrokenFileGivesANewKeyWithAHigherNumber() throws IOException {
    int before = ring().keys().getFirst().id();
    Files.writeString(file(), "1 x y\n");
    now = T0.plusSeconds(120);
    assertThat(ring().keys().getFirst().id()).isGreaterThan(before);
  }

  @Test
  void twoProgramsWithOnePlaceTurnToTheSameKey() {
    KeyRing one = ring();
    KeyRing other = ring();
    now = T0.plus(KeyRing.LIFE).minus(KeyRing.LEAD);
    one.turn();
    other.turn();
    assertThat(one.keys()).hasSize(2).isEqualTo(other.keys());
    assertThat(changes).as("said when read, and when turned").isEqualTo(4);
  }

  @Test
  void aPlaceThatDoesNotAnswerIsAskedAgainAndSaid() {
    boolean[] away = {true};
    KeyFile kept = new KeyFile(file());
    KeyRing ring =
        ring(
            change -> {
              if (away[0]) {
                throw new IOException("Secret a/b: away");
              }
              return kept.change(change);
            });
    assertThat(ring.keys()).isEmpty();
    assertThat(ring.trouble()).contains("Secret a/b: away");
    assertThat(changes).isZero();
    away[0] = false;
    ring.turn();
    assertThat(ring.keys()).hasSize(1);
    assertThat(ring.trouble()).isEmpty();
    assertThat(changes).isOne();
  }

  private KeyRing ring() {
    return ring(new KeyFile(file()));
  }

  private KeyRing ring(KeyPlace place) {
    KeyRing ring = new KeyRing("keys", place, () -> now, () -> changes++);
    ring.turn();
    return ring;
  }

  private Path file() {
    return directory.resolve("state/fingerprint.keys");
  }
}
