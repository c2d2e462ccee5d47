// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void equalValuesHaveEqualFingerprintsUnderOneKeyOnly() {
    Fingerprints here = Fingerprints.under(key(1, T0, 7));
    Fingerprints there = Fingerprints.under(key(1, T0, 7));
    Fingerprints other = Fingerprints.under(key(2, T0, 8));
    assertThat(of(here, "4111111111111111")).isEqualTo(of(there, "4111111111111111"));
    assertThat(of(here, "4111111111111111")).isEqualTo(of(here, "4111111111111111"));
    assertThat(of(here, "4111111111111111")).isNotEqualTo(of(here, "4111111111111112"));
    assertThat(of(here, "4111111111111111")).isNotEqualTo(of(other, "4111111111111111"));
  }

  @Test
  void itIsTheFirst64BitsOfTheHmac() {
    // RFC 4231, test case 1 padded with zeros: a key shorter than the block is padded the same way.
    byte[] secret = new byte[32];
    java.util.Arrays.fill(secret, 0, 20, (byte) 0x0b);
    Fingerprints fingerprints = Fingerprints.under(new FingerprintKey(1, T0, secret));
    assertThat(of(fingerprints, "Hi There")).isEqualTo(0xb0344c61d8db3853L);
  }

  @Test
  void withoutAKeyThereIsNone() {
    assertThat(of(Fingerprints.none(), "4111111111111111")).isZero();
    assertThat(Fingerprints.none().keyId()).isZero();
  }

  @Test
  void theTextFormReadsBack() {
    assertThat(Fingerprints.text(0x1a2b3c4d5e6f7788L)).isEqualTo("fp-1a2b3c4d5e6f7788");
    assertThat(Fingerprints.text(1)).isEqualTo("fp-0000000000000001");
    assertThat(Fingerprints.parse("fp-1a2b3c4d5e6f7788")).hasValue(0x1a2b3c4d5e6f7788L);
    assertThat(Fingerprints.parse(Fingerprints.text(-5))).hasValue(-5);
    assertThat(Fingerprints.parse("1a2b3c4d5e6f7788")).isEmpty();
    assertThat(Fingerprints.parse("fp-1a2b3c4d5e6f778")).isEmpty();
    assertThat(Fingerprints.parse("fp-1a2b3c4d5e6f778g")).isEmpty();
  }

  @Test
  void theKeyThatBeganLastIsInUse() {
    FingerprintKey old = key(1, T0, 1);
    FingerprintKey next = key(2, T0.plusSeconds(60), 2);
    assertThat(FingerprintKey.at(T0.plusSeconds(59), List.of(old, next))).contains(old);
    assertThat(FingerprintKey.at(T0.plusSeconds(60), List.of(old, next))).contains(next);
    assertThat(FingerprintKey.at(T0.minusSeconds(1), List.of(old, next))).isEmpty();
  }

  @Test
  void theKeyHidesItsSecret() {
    assertThat(key(1, T0, 0x5a).toString()).doesNotContainIgnoringCase("5a5a").contains("1");
    assertThatThrownBy(() -> new FingerprintKey(1, T0, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static FingerprintKey key(int id, Instant from, int fill) {
    byte[] secret = new byte[FingerprintKey.BYTES];
    java.util.Arrays.fill(secret, (byte) fill);
    return new FingerprintKey(id, from, secret);
  }

  private static long of(Fingerprints fingerprints, String value) {
    byte[] bytes = value.getBytes(US_ASCII);
    return fingerprints.of(bytes, 0, bytes.length);
  }
}
