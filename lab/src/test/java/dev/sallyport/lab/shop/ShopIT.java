// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.shop.customers.Drive;
import dev.sallyport.lab.shop.customers.DriveCounts;
import dev.sallyport.lab.shop.customers.DrivePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole shop, as processes on loopback with a real PostgreSQL, Redis and MCP server. */
class ShopIT {
  private static final int REQUESTS = 1_000;
  private static final Map<String, String> OUTSIDE =
      Map.of(
          "openai", "outside",
          "anthropic", "outside",
          "card-processor", "outside",
          "telemetry", "outside");

  @TempDir private static Path directory;
  private static LoopbackShop shop;
  private static DriveCounts customers;
  private static Map<String, JsonNode> tallies;

  @BeforeAll
  static void shopForAWhile() throws Exception {
    long begun = System.nanoTime();
    shop = LoopbackShop.start(directory);
    Duration ready = Duration.ofNanos(System.nanoTime() - begun);
    System.out.println("shop ready after " + ready.toMillis() + " ms");
    shop.costs().forEach((program, cost) -> System.out.println("  " + program + ": " + cost));
    customers = new DriveCounts();
    new Drive(
            new DrivePlan(
                shop.storefront(),
                "shop.example",
                DrivePlan.Mode.STEADY,
                0,
                REQUESTS,
                Duration.ZERO,
                8,
                true,
                DrivePlan.Family.ANY,
                11),
            customers)
        .run();
    awaitQuiet();
  }

  /** Waits until the log shippers are done and the counts no longer change. */
  private static void awaitQuiet() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    Set<String> before = Set.of();
    do {
      tallies = shop.tallies();
      if (edges().equals(before)) {
        return;
      }
      before = edges();
      // Longer than a log shipper rests; the beacon alone goes on and is left out.
      Thread.sleep(2_500);
    } while (System.nanoTime() < deadline);
    throw new AssertionError("the shop does not come to rest: " + before);
  }

  private static Set<String> edges() {
    Set<String> edges = new TreeSet<>();
    for (Map.Entry<String, JsonNode> tally : tallies.entrySet()) {
      for (JsonNode line : tally.getValue().path("lines")) {
        if (line.path("way").asText().equals("sent")
            && !line.path("peer").asText().equals("telemetry")) {
          edges.add(tally.getKey() + line);
        }
      }
    }
    return edges;
  }

  @AfterAll
  static void close() throws IOException, InterruptedException {
    if (shop != null) {
      shop.close();
    }
  }

  private static long count(String program, String way, String peer, String operation) {
    long sum = 0;
    for (JsonNode line : tallies.get(program).path("lines")) {
      boolean fits =
          line.path("way").asText().equals(way)
              && line.path("peer").asText().equals(peer)
              && line.path("operation").asText().equals(operation);
      sum += fits ? line.path("count").asLong() : 0;
    }
    return sum;
  }

  @Test
  void noCustomerIsDisappointed() {
    assertThat(customers.sent()).isEqualTo(REQUESTS);
    assertThat(customers.failed()).as(() -> customers.json().toPrettyString()).isZero();
  }

  @Test
  void theStorefrontCountsWhatCustomersCount() {
    for (JsonNode line : customers.json().path("lines")) {
      assertThat(line.path("count").asLong()).isPositive();
    }
    assertThat(count("storefront", "received", "customer", "POST /orders"))
        .isEqualTo(
            customers.count("POST", "/orders", 201) + customers.count("POST", "/orders", 402));
    assertThat(count("storefront", "received", "customer", "POST /assistant/chat"))
        .isEqualTo(customers.count("POST", "/assistant/chat", 200));
  }

  @Test
  void whatOneProgramSentTheOtherReceived() {
    int edges = 0;
    for (Map.Entry<String, JsonNode> sender : tallies.entrySet()) {
      for (JsonNode line : sender.getValue().path("lines")) {
        String peer = OUTSIDE.getOrDefault(line.path("peer").asText(), line.path("peer").asText());
        String operation = line.path("operation").asText();
        boolean compared =
            line.path("way").asText().equals("sent")
                && tallies.containsKey(peer)
                && !operation.contains("beacon");
        if (compared) {
          edges++;
          assertThat(count(peer, "received", sender.getKey(), operation))
              .as(sender.getKey() + " -> " + peer + " " + operation)
              .isEqualTo(count(sender.getKey(), "sent", line.path("peer").asText(), operation));
        }
      }
    }
    assertThat(edges).isGreaterThan(15);
  }

  @Test
  void everyKindOfTrafficIsThere() {
    assertThat(count("catalog", "sent", "inventory", "shop.inventory.v1.Inventory/GetStock"))
        .isPositive();
    assertThat(count("catalog", "opened", "shop-db", "")).isPositive();
    assertThat(count("storefront", "sent", "redis", "GET")).isPositive();
    assertThat(count("assistant", "sent", "mcp-server", "POST /mcp")).isPositive();
    assertThat(count("assistant", "sent", "openai", "POST /v1/chat/completions")).isPositive();
    assertThat(count("assistant", "sent", "anthropic", "POST /v1/messages")).isPositive();
    assertThat(count("payments", "sent", "card-processor", "POST /v1/charges")).isPositive();
    assertThat(count("checkout", "sent", "partner-webhooks", "POST /hooks/orders")).isPositive();
    assertThat(count("inventory", "sent", "telemetry", "POST /v1/beacon")).isPositive();
  }
}
