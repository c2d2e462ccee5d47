// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTest {
  private static final Route ROUTE = new Route("GET", "/cart/{id}/items", _ -> Reply.empty(200));

  @Test
  void variablesAreTakenFromThePath() {
    assertThat(ROUTE.match("/cart/c-7/items")).contains(Map.of("id", "c-7"));
  }

  @Test
  void otherPathsDoNotFit() {
    assertThat(ROUTE.match("/cart/c-7")).isEmpty();
    assertThat(ROUTE.match("/cart/c-7/items/3")).isEmpty();
    assertThat(ROUTE.match("/basket/c-7/items")).isEmpty();
  }
}
