// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressRangeTest {
  @Test
  void rangeHoldsWhatSharesItsPrefix() {
    check("10.0.0.0/8", "10.255.0.1", true);
    check("10.0.0.0/8", "11.0.0.1", false);
    check("10.1.2.128/25", "10.1.2.200", true);
    check("10.1.2.128/25", "10.1.2.100", false);
    check("10.1.2.3/32", "10.1.2.3", true);
    check("10.1.2.3/32", "10.1.2.2", false);
    check("0.0.0.0/0", "203.0.113.9", true);
    check("fd00::/63", "fd00:0:0:1::5", true);
    check("fd00::/63", "fd00:0:0:2::5", false);
    check("::/0", "10.0.0.1", false);
    check("0.0.0.0/0", "::1", false);
  }

  @Test
  void nonsenseIsRefused() {
    for (String text : List.of("", "10.0.0.0", "10.0.0.0/33", "host/8", "10.0.0.0/-1", "::/129")) {
      assertThatThrownBy(() -> AddressRange.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void check(String range, String address, boolean expected) {
    assertThat(AddressRange.parse(range).contains(ip(address)))
        .as(address + " in " + range)
        .isEqualTo(expected);
  }
}
