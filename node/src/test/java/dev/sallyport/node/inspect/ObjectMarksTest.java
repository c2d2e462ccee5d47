// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.ApiObject;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Fingerprints;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ObjectMarksTest {
  private final ObjectMarks marks = new ObjectMarks();
  private final Fingerprints fingerprints =
      Fingerprints.under(new FingerprintKey(2, Instant.EPOCH, new byte[FingerprintKey.BYTES]));

  @Test
  void theSameObjectHasOneFingerprintWhateverTheQuery() {
    ApiObject one = of("/orders/17", "/orders/{id}");
    assertThat(of("/orders/17?full=1", "/orders/{id}").fingerprint()).isEqualTo(one.fingerprint());
    assertThat(new ObjectMarks().of("/orders/17", "/orders/{id}", fingerprints).fingerprint())
        .isEqualTo(one.fingerprint());
    assertThat(of("/orders/18", "/orders/{id}").fingerprint()).isNotEqualTo(one.fingerprint());
  }

  @Test
  void anObjectIsNotTakenForASensitiveValueThatReadsTheSame() {
    byte[] value = "17".getBytes(StandardCharsets.UTF_8);
    assertThat(of("/orders/17", "/orders/{id}").fingerprint())
        .isNotEqualTo(fingerprints.of(value, 0, value.length));
  }

  @Test
  void neighboursStandOneApartAndThoseOfAnotherOwnerDoNot() {
    String template = "/users/{id}/orders/{id}/170x";
    long at = of("/users/17/orders/41/170x", template).position();
    assertThat(of("/users/17/orders/42/170x", template).position() - at).isOne();
    long apart = of("/users/18/orders/42/170x", template).position() - at;
    assertThat(apart < -9 || apart > 9).isTrue();
    assertThat(at).isNotEqualTo(41);
  }

  @Test
  void whatIsNoNumberHasNoPlaceInARow() {
    String uuid = "/orders/6d0f0c1e-7b0c-4d53-9a5e-0f3c5f5f2a11";
    assertThat(of(uuid, "/orders/{id}").isNamed()).isTrue();
    assertThat(of(uuid, "/orders/{id}").numbered()).isFalse();
    assertThat(of("/orders/" + "9".repeat(19), "/orders/{id}").numbered()).isFalse();
  }

  @Test
  void pathsWithoutAValueAndEndlessOnesNameNothing() {
    assertThat(of("/orders", "/orders").isNamed()).isFalse();
    assertThat(of("/orders/" + "1".repeat(5000), "/orders/{id}").isNamed()).isFalse();
    assertThat(marks.of("/orders/1", "/orders/{id}", Fingerprints.none()).isNamed()).isFalse();
  }

  private ApiObject of(String target, String template) {
    return marks.of(target, template, fingerprints);
  }
}
