// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PortSetTest {
  @Test
  void neighbouringRangesAreJoined() {
    assertThat(PortSet.range(1, 79).union(PortSet.range(80, 65_535)).isAll()).isTrue();
    assertThat(PortSet.of(80).union(PortSet.of(82))).hasToString("80,82");
    assertThat(PortSet.of(80).union(PortSet.of(81))).hasToString("80-81");
  }

  @Test
  void whatIsTakenAwayIsNotThereAndTheRestIs() {
    PortSet rest = PortSet.ALL.minus(PortSet.range(80, 90));
    assertThat(rest.contains(80)).isFalse();
    assertThat(rest.contains(79)).isTrue();
    assertThat(rest).hasToString("1-79,91-65535");
    assertThat(rest.union(PortSet.range(80, 90))).isEqualTo(PortSet.ALL);
    assertThat(rest.intersect(PortSet.range(85, 95))).hasToString("91-95");
  }

  @Test
  void rangeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> PortSet.range(90, 80)).hasMessageContaining("90-80");
    assertThatThrownBy(() -> PortSet.of(0)).hasMessageContaining("expected 1");
  }
}
