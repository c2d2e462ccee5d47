// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.customers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShoppingTest {
  private static List<Errand> errands(long seed) {
    return LongStream.range(0, 1_000).mapToObj(new Shopping(seed)::errand).toList();
  }

  @Test
  void sameSeedMakesTheSameErrands() {
    assertThat(errands(7)).isEqualTo(errands(7));
  }

  @Test
  void anotherSeedMakesOtherErrands() {
    assertThat(errands(7)).isNotEqualTo(errands(8));
  }

  @Test
  void thousandErrandsCoverEveryOperation() {
    assertThat(errands(1).stream().map(e -> e.method() + " " + e.template()).distinct())
        .containsExactlyInAnyOrder(
            "GET /",
            "GET /products",
            "GET /products/{id}",
            "DELETE /products/{id}",
            "GET /cart/{id}",
            "POST /cart/{id}/items",
            "POST /orders",
            "GET /orders/{id}",
            "POST /assistant/chat");
  }

  @Test
  void noTwoOrdersHaveTheSameReference() {
    assertThat(errands(3).stream().filter(e -> e.path().equals("/orders")).map(Errand::body))
        .doesNotHaveDuplicates();
  }
}
