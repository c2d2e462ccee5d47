// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.LabCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The demo in tier steer, as somebody without any privilege gets it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SteerIT {
  private static final String INGRESS =
      "workload/ingress-nginx/Deployment/ingress-nginx-controller";
  private static final Set<String> WORKLOADS =
      Set.of(
          INGRESS,
          "workload/shop/Deployment/storefront",
          "workload/shop/Deployment/catalog",
          "workload/shop/Deployment/inventory",
          "workload/shop/Deployment/checkout",
          "workload/shop/Deployment/payments",
          "workload/shop/Deployment/cart-cache",
          "workload/partner/Deployment/order-hooks",
          "workload/ai/Deployment/assistant",
          "workload/ai/Deployment/vllm-harbour-7b",
          "workload/ai/Deployment/mcp-everything",
          "workload/data/Deployment/log-collector",
          "workload/data/StatefulSet/shop-db",
          "workload/data/Job/sales-report",
          "workload/data/CronJob/nightly-cleanup");

  private UnprivilegedShop shop;
  private ShopCounts counts;
  private JsonNode sent;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("sallyport.root", "..")).toAbsolutePath().normalize();
    assumeTrue(
        Files.exists(home.resolve("lab/shop/node_modules")),
        "needs the shop's MCP server (sh lab/shop/prepare)");
    assumeTrue(UnprivilegedShop.isPossible(home), "nobody without privilege can read " + home);
    shop = UnprivilegedShop.start(home);
    counts = shop.counts();
    sent = shop.customers(400);
  }

  @AfterAll
  void stop() throws IOException, InterruptedException {
    if (shop != null) {
      shop.close();
    }
  }

  @Test
  @Order(1)
  void itSaysWhatItLacksAndWhichTierItUsesInstead() {
    assertThat(shop.said())
        .contains("sallyport: this is not root")
        .contains("using tier 'steer' instead")
        .contains("Nothing is called captured");
  }

  @Test
  @Order(2)
  void nothingRunsWithPrivilege() {
    List<ProcessHandle> processes = shop.processes();
    assertThat(processes).hasSizeGreaterThan(25);
    assertThat(processes)
        .extracting(process -> process.info().user().orElse(""))
        .doesNotContain("root");
  }

  @Test
  @Order(3)
  void everyRequestOfCustomersIsCountedOnce() {
    assertThat(sent.path("unexpected").asLong()).as("failed requests: %s", sent).isZero();
    Map<String, Long> expected = Counts.sent(sent);
    counts.await(
        "all are counted",
        () -> expected.equals(counts.exchanges("outside", INGRESS)),
        () -> "sent " + expected + counts.calls("ingress-nginx"));
  }

  @Test
  @Order(4)
  void everyCallSinceTheStartIsCountedAsTheProgramsCountIt() {
    counts.await(
        "the blueprint and the programs agree",
        () -> counts.told().equals(counts.eastWest()),
        () -> "told " + counts.told() + "\nseen " + counts.eastWest() + counts.calls("workload/"));
    assertThat(counts.eastWest())
        .containsKey("shop/storefront shop/catalog GET /catalog/{id}")
        .containsKey("shop/storefront shop/checkout POST /orders");
  }

  @Test
  @Order(5)
  void everyWorkloadStoreAndHostIsThereByName() {
    counts.await(
        "every workload is seen",
        () -> parties().containsAll(WORKLOADS),
        () -> "seen " + parties());
    // The unlisted host is called three times a minute only.
    counts.await(
        "every host is seen",
        () ->
            parties()
                .containsAll(
                    Set.of(
                        "external/telemetry.unlisted.example",
                        "external/api.cardprocessor.example")),
        () -> "seen " + parties());
    assertThat(parties())
        .as(() -> counts.calls("unidentified"))
        .noneMatch(party -> party.startsWith("unidentified"));
    assertThat(
            protocol("workload/shop/Deployment/storefront", "workload/shop/Deployment/cart-cache"))
        .isEqualTo("redis");
    assertThat(protocol("workload/shop/Deployment/catalog", "workload/data/StatefulSet/shop-db"))
        .isEqualTo("postgresql");
  }

  @Test
  @Order(6)
  void everyEdgeSaysItsTierWhatItLacksAndHowItsEndsAreProven() {
    for (JsonNode edge : counts.blueprint().path("edges")) {
      boolean outside = edge.path("source").asText().equals("outside");
      assertThat(edge.path("tier").asText()).isEqualTo("steer");
      assertThat(edge.path("sourceProof").asText())
          .as(edge.path("id").asText())
          .isEqualTo(outside ? "unknown" : "same-node-socket");
      assertThat(edge.path("targetProof").asText()).isIn("address-ledger", "name-evidence");
      JsonNode names = edge.path("visibility").get(1);
      assertThat(names.path("layer").asText()).isEqualTo("names");
      assertThat(names.path("because").asText()).startsWith("tier steer: ");
    }
    ProtectedShop.stream(counts.status().path("pods"))
        .forEach(pod -> assertThat(pod.path("state").asText()).isNotEqualTo("captured"));
  }

  @Test
  @Order(7)
  void killedItLeavesNoProcessBehind() {
    List<ProcessHandle> processes = shop.processes();
    shop.kill();
    boolean gone =
        LabCluster.await(
            Duration.ofSeconds(90), () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(gone).as("left: %s", left(processes)).isTrue();
  }

  private static List<String> left(List<ProcessHandle> processes) {
    return processes.stream()
        .filter(ProcessHandle::isAlive)
        .map(process -> process.info().toString())
        .toList();
  }

  private Set<String> parties() {
    Set<String> ids = new TreeSet<>();
    for (JsonNode edge : counts.blueprint().path("edges")) {
      ids.add(edge.path("source").asText());
      ids.add(edge.path("target").asText());
    }
    return ids;
  }

  private String protocol(String source, String target) {
    return ProtectedShop.stream(counts.blueprint().path("edges"))
        .filter(edge -> edge.path("source").asText().equals(source))
        .filter(edge -> edge.path("target").asText().equals(target))
        .map(edge -> edge.path("protocol").asText())
        .findFirst()
        .orElse("nothing");
  }
}
