// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NumberPoolTest {
  @Test
  void aFreedNumberIsTheNextOneTaken() {
    NumberPool pool = new NumberPool(2, 254);
    assertThat(pool.take()).isEqualTo(2);
    assertThat(pool.take()).isEqualTo(3);
    pool.free(2);
    assertThat(pool.take()).isEqualTo(2);
    assertThat(pool.take()).isEqualTo(4);
  }

  @Test
  void anEmptyPoolSaysSo() {
    NumberPool pool = new NumberPool(1, 1);
    pool.take();
    assertThatThrownBy(pool::take).hasMessageContaining("no free number");
  }
}
