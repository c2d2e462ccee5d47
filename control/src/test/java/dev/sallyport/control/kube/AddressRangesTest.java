// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressRangesTest {
  @Test
  void aRangeHoldsItsAddressesAndNoOthers() {
    assertThat(AddressRanges.contains("10.1.0.0/16", ip("10.1.255.255"))).isTrue();
    assertThat(AddressRanges.contains("10.1.0.0/16", ip("10.2.0.0"))).isFalse();
    assertThat(AddressRanges.contains("fd00:1::/64", ip("fd00:1::7"))).isTrue();
    assertThat(AddressRanges.contains("fd00:1::/64", ip("10.1.0.1"))).isFalse();
    assertThat(AddressRanges.contains("nonsense", ip("10.1.0.1"))).isFalse();
  }

  @Test
  void podsOutsideTheDeclaredRangesGetTheirBlock() {
    assertThat(
            AddressRanges.podRanges(
                List.of("10.1.0.0/24"), List.of(ip("10.1.0.5"), ip("10.9.3.7"), ip("10.9.3.8"))))
        .containsExactly("10.1.0.0/24", "10.9.3.0/24");
  }

  @Test
  void clusterAddressesAreCoveredByOneRangePerFamily() {
    assertThat(
            AddressRanges.covering(
                List.of(ip("10.96.0.1"), ip("10.96.200.3"), ip("fd00:96::1"), ip("fd00:96::ffff"))))
        .containsExactly("10.96.0.0/16", "fd00:96:0:0:0:0:0:0/112");
    assertThat(AddressRanges.covering(List.of())).isEmpty();
  }

  private static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
