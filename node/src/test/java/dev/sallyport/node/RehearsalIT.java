// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RehearsalIT {
  @Test
  void trafficPassesTheProgramAndTheProgramEnds() throws Exception {
    assertThat(Rehearsal.run(Duration.ofMillis(200))).isPositive();
  }

  @Test
  void nobodyWhoAnswersIsAFailure() throws Exception {
    int nobody;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = taken.getLocalPort();
    }

    assertThatThrownBy(() -> RehearsalTraffic.pass(nobody, Duration.ofMillis(1), Duration.ZERO))
        .isInstanceOf(IOException.class);
  }
}
