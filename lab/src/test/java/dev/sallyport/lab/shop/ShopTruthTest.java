// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.lab.shop.ShopTruth.Told;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopTruthTest {
  @TempDir private Path directory;

  private void keep(String file, Tally tally) throws IOException {
    Files.write(directory.resolve(file), Json.bytes(tally.json()));
  }

  @Test
  void replicasAreAddedUp() throws IOException {
    Tally one = new Tally("storefront");
    Tally two = new Tally("storefront");
    one.sent("catalog", "GET /catalog/{id}", "200");
    two.sent("catalog", "GET /catalog/{id}", "200");
    two.sent("catalog", "GET /catalog/{id}", "404");
    keep("a.json", one);
    keep("b.json", two);
    assertThat(ShopTruth.asked(directory))
        .containsExactly(
            new Told("shop/storefront", "shop/catalog", "GET /catalog/{id}", "200", 2),
            new Told("shop/storefront", "shop/catalog", "GET /catalog/{id}", "404", 1));
    assertThat(ShopTruth.answered(directory)).isEmpty();
  }

  @Test
  void customersComeThroughTheIngress() throws IOException {
    Tally tally = new Tally("storefront");
    tally.received("customer", "GET /", "200");
    keep("a.json", tally);
    assertThat(ShopTruth.answered(directory))
        .containsExactly(
            new Told(
                "ingress-nginx/ingress-nginx-controller", "shop/storefront", "GET /", "200", 1));
  }

  @Test
  void countsOfOthersAreLeftOut() throws IOException {
    keep("a.json", new Tally("elsewhere"));
    Files.writeString(
        directory.resolve("customers.json"), "{\"sent\":5,\"lines\":[{\"count\":5}]}");
    assertThat(ShopTruth.answered(directory)).isEmpty();
  }
}
