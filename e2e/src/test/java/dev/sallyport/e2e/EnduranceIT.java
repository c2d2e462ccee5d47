// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Hard times while the shop goes on: addresses change hands at once, and what Sallyport leans on
 * goes away. No customer may notice, and afterwards every call of that time is counted under the
 * right name. Few and short in every run, the full numbers as slow tests.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnduranceIT {
  private static final String INGRESS =
      "workload/ingress-nginx/Deployment/ingress-nginx-controller";
  private static final String CATALOG = "workload/shop/Deployment/catalog";
  private static final int RATE = 60;

  /** Calls of a pod that is started around an outage. */
  private static final int CALLS = 5;

  /** Requests sent around an outage, so that it begins and ends under way. */
  private static final int AROUND = 8 * RATE;

  private final AtomicInteger probes = new AtomicInteger();
  private ProtectedShop shop;

  @BeforeAll
  void start() {
    assumeTrue(
        ProtectedShop.isPossible(), "needs root and unshare, because it makes network namespaces");
    // The nodes keep their state on a small file system of their own, which can be filled.
    shop =
        ProtectedShop.start(
            yaml ->
                yaml.contains("kind: DaemonSet")
                    ? yaml.replace("emptyDir: {}", "emptyDir: {medium: Memory, sizeLimit: 8Mi}")
                    : yaml);
  }

  @AfterAll
  void stop() {
    if (shop != null) {
      shop.close();
    }
  }

  /** First, since it also lasts longer than connections from before capture. */
  @Test
  @Order(1)
  void aHundredAddressesChangeHandsUnderLoadAndNoCallIsTakenForAnothers() {
    reuseAddresses("few-", 100);
  }

  @Test
  @Order(2)
  @Tag("slow")
  void aThousandAddressesChangeHandsUnderLoadAndNoCallIsTakenForAnothers() {
    reuseAddresses("many-", 1000);
  }

  @Test
  @Order(3)
  void nothingIsLostWhileTheKubernetesApiIsAway() {
    withoutKubernetes(Duration.ofSeconds(15));
  }

  @Test
  @Order(4)
  @Tag("slow")
  void nothingIsLostInAMinuteWithoutTheKubernetesApi() {
    withoutKubernetes(Duration.ofMinutes(1));
  }

  @Test
  @Order(5)
  void everyWindowIsCountedThoughControlWasAwayAndOneDiskWasFull() {
    withoutControl(Duration.ofSeconds(20));
  }

  @Test
  @Order(6)
  @Tag("slow")
  void everyWindowIsCountedAfterTenMinutesWithoutControlAndWithOneFullDisk() {
    withoutControl(Duration.ofMinutes(10));
  }

  private void reuseAddresses(String prefix, int pods) {
    CompletableFuture<JsonNode> customers = shop.customersMeanwhile(25 * RATE);
    ReusedAddresses reused = new ReusedAddresses(shop, prefix);
    Map<String, Map<String, Long>> before = reused.seen();
    reused.run(pods);
    expectNoComplaint(customers.join());
    assertThat(reused.handovers()).isGreaterThan(pods * 3 / 4);
    int calls = pods * ReusedAddresses.CALLS;
    shop.await(
        "calls are counted, hardly any left out",
        () -> total(newOf(reused, before)) >= calls * 0.99,
        () -> unexpected(reused, before) + shop.everything("Job/" + prefix));
    // What could not be proven in time may show as a connection, in place of its call: whatever is
    // told apart less well is still counted once.
    Map<String, Map<String, Long>> seen = newOf(reused, before);
    seen.forEach(
        (source, operations) ->
            assertThat(operations.keySet()).as(source).isSubsetOf(reused.mayBeSeen(source)));
    // A connection accepted while its address changes hands may be counted at both of its ends.
    long twice =
        reused.expected().keySet().stream()
            .mapToLong(source -> total(Map.of(source, seen.getOrDefault(source, Map.of()))))
            .map(count -> Math.max(0, count - ReusedAddresses.CALLS))
            .sum();
    assertThat(twice)
        .as(() -> "counted twice: " + seen + shop.everything("Job/" + prefix))
        .isLessThanOrEqualTo(calls / 100);
  }

  private static long total(Map<String, Map<String, Long>> calls) {
    return calls.values().stream()
        .flatMap(each -> each.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  private static Map<String, Map<String, Long>> newOf(
      ReusedAddresses reused, Map<String, Map<String, Long>> before) {
    Map<String, Map<String, Long>> seen = new TreeMap<>(reused.seen());
    seen.keySet().removeAll(before.keySet());
    return seen;
  }

  private static Map<String, Map<String, Long>> unexpected(
      ReusedAddresses reused, Map<String, Map<String, Long>> before) {
    Map<String, Map<String, Long>> wrong = newOf(reused, before);
    wrong.entrySet().removeAll(reused.expected().entrySet());
    return wrong;
  }

  private void withoutKubernetes(Duration outage) {
    shop.settle();
    Ledger before = Ledger.of(shop);
    CompletableFuture<JsonNode> customers =
        shop.customersMeanwhile(AROUND + (int) outage.toSeconds() * RATE);
    String justBefore = probe();
    shop.await("the pod from just before runs", () -> runs(justBefore));
    shop.cluster().serveApi(false);
    String during;
    try {
      Deadline end = Deadline.in(outage);
      shop.await(
          "the status says that the API is away",
          () -> !shop.status().at("/kubernetes/ok").asBoolean(true));
      during = probe();
      end.await();
    } finally {
      shop.cluster().serveApi(true);
    }
    String justAfter = probe();
    expectNoComplaint(customers.join());
    shop.await(
        "the status says that the API is back",
        () -> shop.status().at("/kubernetes/ok").asBoolean(false));
    // A pod that came and went while nobody could name it may stay unnamed, but is counted.
    shop.await(
        "the calls of all three pods are counted",
        () ->
            asNamed(justBefore) == CALLS
                && asNamed(justAfter) == CALLS
                && asNamed(during) + unnamed(before) == CALLS,
        () -> probed() + whatProbesWereTold() + shop.everything("Job/probe-"));
    before.expectAgreement(shop, customers.join());
  }

  private void withoutControl(Duration outage) {
    shop.settle();
    Ledger before = Ledger.of(shop);
    CompletableFuture<JsonNode> customers =
        shop.customersMeanwhile(AROUND + (int) outage.toSeconds() * RATE);
    StateDisk disk = StateDisk.ofNode(shop, "node-a");
    disk.fill();
    try {
      ControlProcess.of(shop).keepDown(outage);
      expectNoComplaint(customers.join());
      shop.await("control is back", () -> shop.status().path("nodes").size() == 2);
      shop.await(
          "the status tells of the full disk",
          () -> limitHits("node-a", "disk_failures") > 0,
          () -> shop.status().path("nodes").toString());
    } finally {
      disk.clear();
    }
    before.expectAgreement(shop, customers.join());
    for (JsonNode node : shop.status().path("nodes")) {
      assertThat(node.path("queueDrops").asLong()).isZero();
      assertThat(node.path("lostShare").asDouble()).isZero();
    }
    assertThat(limitHits("node-b", "disk_failures")).isZero();
  }

  private long limitHits(String node, String limit) {
    return ProtectedShop.stream(shop.status().path("nodes"))
        .filter(each -> each.path("name").asText().equals(node))
        .mapToLong(each -> each.path("limitsHit").path(limit).asLong())
        .sum();
  }

  private static void expectNoComplaint(JsonNode report) {
    assertThat(report.path("unexpected").asLong()).as("failed requests: %s", report).isZero();
    assertThat(report.path("broken").asLong()).as("broken requests: %s", report).isZero();
  }

  private boolean runs(String job) {
    return shop.cluster().pods("data", job).stream()
        .anyMatch(pod -> pod.at("/status/phase").asText().equals("Running"));
  }

  /** Starts a pod that makes its calls one after the other, and returns the name of its Job. */
  private String probe() {
    String name = "probe-" + probes.incrementAndGet();
    shop.cluster()
        .apply(
            ShortJob.of(
                    name,
                    "sh",
                    "-c",
                    "for i in $(seq "
                        + CALLS
                        + "); do curl -s -o /dev/null -m 30 -w '%{http_code} '"
                        + " http://catalog.shop:8080/probe; sleep 1; done")
                .yaml());
    return name;
  }

  /**
   * Counts calls under the name of who made them. What could not be proven in time shows as a
   * connection in place of its call: each call has one of its own, which is counted once.
   */
  private long asNamed(String job) {
    return shop.exchanges("workload/data/Job/" + job, CATALOG).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Each probe prints how each of its calls was answered. */
  private String whatProbesWereTold() {
    StringBuilder told = new StringBuilder();
    for (JsonNode pod : shop.cluster().pods("data", "probe-")) {
      String name = pod.at("/metadata/name").asText();
      told.append("\n  ").append(name).append(' ').append(shop.cluster().log("data", name, ""));
    }
    return told.toString();
  }

  private long unnamed(Ledger before) {
    return probed().entrySet().stream()
            .filter(each -> each.getKey().startsWith("unidentified"))
            .mapToLong(Map.Entry::getValue)
            .sum()
        - before.unnamed();
  }

  /** Returns who is said to have made the probes' call, and how often. */
  private Map<String, Long> probed() {
    return probed(shop);
  }

  private static Map<String, Long> probed(ProtectedShop shop) {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode edge : shop.blueprint().path("edges")) {
      for (JsonNode operation : edge.path("operations")) {
        if (operation.path("key").asText().equals("GET /probe")) {
          counts.merge(
              edge.path("source").asText(), operation.path("exchanges").asLong(), Long::sum);
        }
      }
    }
    return counts;
  }

  /** What was counted at a moment at which nothing was on its way. */
  private record Ledger(
      Map<String, Long> told, Map<String, Long> seen, Map<String, Long> entered, long unnamed) {
    static Ledger of(ProtectedShop shop) {
      return new Ledger(
          shop.told(),
          shop.eastWest(),
          shop.exchanges("outside", INGRESS),
          probed(shop).entrySet().stream()
              .filter(each -> each.getKey().startsWith("unidentified"))
              .mapToLong(Map.Entry::getValue)
              .sum());
    }

    /** Waits until each call inside and each request from outside is counted exactly once. */
    void expectAgreement(ProtectedShop shop, JsonNode report) {
      shop.await(
          "requests of customers are counted",
          () -> grownFrom(shop).equals(Counts.sent(report)),
          () -> "sent " + Counts.sent(report) + "\nseen " + grownFrom(shop));
      shop.await(
          "the blueprint and the programs agree",
          () -> Counts.grown(told, shop.told()).equals(Counts.grown(seen, shop.eastWest())),
          () ->
              "told "
                  + Counts.grown(told, shop.told())
                  + "\nseen "
                  + Counts.grown(seen, shop.eastWest())
                  + "\nall "
                  + shop.everything("shop/"));
    }

    private Map<String, Long> grownFrom(ProtectedShop shop) {
      return Counts.grown(entered, shop.exchanges("outside", INGRESS));
    }
  }
}
