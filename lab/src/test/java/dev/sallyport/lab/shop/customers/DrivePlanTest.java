// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrivePlanTest {
  private static DrivePlan plan(DrivePlan.Mode mode, double rate) {
    return new DrivePlan(
        URI.create("http://127.0.0.1"),
        "shop.example",
        mode,
        rate,
        0,
        Duration.ZERO,
        1,
        true,
        DrivePlan.Family.ANY,
        1);
  }

  @Test
  void steadyRequestsAreEvenlySpaced() {
    assertThat(plan(DrivePlan.Mode.STEADY, 20).due(40)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void burstSendsFiveSecondsOfRequestsAtOnce() {
    DrivePlan burst = plan(DrivePlan.Mode.BURST, 20);
    assertThat(burst.due(99)).isEqualTo(Duration.ZERO);
    assertThat(burst.due(100)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void rateZeroIsNeverEarly() {
    assertThat(plan(DrivePlan.Mode.STEADY, 0).due(1_000_000)).isEqualTo(Duration.ZERO);
  }

  @Test
  void negativeRateIsRefused() {
    assertThatThrownBy(() -> plan(DrivePlan.Mode.STEADY, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
