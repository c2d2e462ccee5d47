// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** What a stranger is promised of the demo, held against the truth that the shop itself counts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShopIT {
  private static final String INGRESS =
      "workload/ingress-nginx/Deployment/ingress-nginx-controller";
  private static final String STOREFRONT = "workload/shop/Deployment/storefront";
  private static final String CHECKOUT = "workload/shop/Deployment/checkout";
  private static final String PAYMENTS = "workload/shop/Deployment/payments";
  private static final List<String> WAY =
      List.of("outside", INGRESS, STOREFRONT, CHECKOUT, PAYMENTS);

  /** What the shop's customers pay with: published test numbers. */
  private static final List<String> CARDS =
      List.of(
          "4242424242424242",
          "4111111111111111",
          "5555555555554444",
          "378282246310005",
          "4000000000000002");

  private static final int JOBS = 200;

  private ProtectedShop shop;

  @BeforeAll
  void start() {
    assumeTrue(
        ProtectedShop.isPossible(), "needs root and unshare, because it makes network namespaces");
    shop = ProtectedShop.start();
  }

  @AfterAll
  void stop() {
    if (shop != null) {
      shop.close();
    }
  }

  @Test
  @Order(1)
  void everyPodProvesItsCapture() {
    shop.await(
        "every pod is captured",
        () -> shop.notCaptured().isEmpty(),
        () -> shop.notCaptured().toString());
  }

  @Test
  @Order(2)
  void everyRequestOfCustomersIsCountedOnceOnEachHop() {
    Map<String, Long> before = shop.exchanges("outside", INGRESS);
    JsonNode sent = shop.customers(1500);
    assertThat(sent.path("unexpected").asLong()).as("failed requests: %s", sent).isZero();
    assertThat(sent.path("broken").asLong()).as("broken requests: %s", sent).isZero();
    Map<String, Long> expected = Counts.sent(sent);
    long total = expected.values().stream().mapToLong(Long::longValue).sum();
    shop.await(
        "all are counted",
        () -> grown(before, "outside", INGRESS) >= total,
        () -> "sent " + expected + shop.everything("ingress-nginx"));
    assertThat(Counts.grown(before, shop.exchanges("outside", INGRESS)))
        .as(() -> shop.everything("ingress-nginx"))
        .isEqualTo(expected);
  }

  @Test
  @Order(3)
  void everyCallInsideTheClusterIsCountedAsItsTwoEndsCountIt() {
    shop.settle();
    Map<String, Long> toldBefore = shop.told();
    Map<String, Long> seenBefore = shop.eastWest();
    shop.customers(600);
    shop.await(
        "the blueprint and the programs agree",
        () -> {
          Map<String, Long> told = Counts.grown(toldBefore, shop.told());
          return !told.isEmpty() && told.equals(Counts.grown(seenBefore, shop.eastWest()));
        },
        () ->
            "told "
                + Counts.grown(toldBefore, shop.told())
                + "\nseen "
                + Counts.grown(seenBefore, shop.eastWest())
                + shop.everything("shop/"));
  }

  @Test
  @Order(4)
  void bothEndsOfEveryEdgeOfTheShopAreNamed() {
    shop.customers(300);
    for (JsonNode edge : shop.blueprint().path("edges")) {
      if (edge.path("source").asText().startsWith("workload/shop/")
          && edge.path("ratePerSecond").asDouble() > 0.5) {
        assertThat(edge.path("target").asText())
            .as(() -> shop.everything("unidentified"))
            .doesNotStartWith("unidentified");
      }
    }
    assertThat(shop.exchanges(STOREFRONT, "workload/shop/Deployment/catalog"))
        .containsKey("GET /catalog/{id}");
  }

  @Test
  @Order(5)
  void everyCardIsSightedAtEachHopAndItsWayIsRebuiltFromItsFingerprint() {
    shop.customers(600);
    shop.settle();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i + 1 < WAY.size(); i++) {
      expected.add(WAY.get(i) + " " + WAY.get(i + 1));
    }
    for (int i = 0; i + 1 < WAY.size(); i++) {
      String source = WAY.get(i);
      String target = WAY.get(i + 1);
      shop.await(
          expected.get(i) + ": each order carries one card",
          () -> cardsSighted(source, target) == cardsCarried(source, target),
          () -> shop.cards(source, target) + shop.everything(target));
      JsonNode flow = shop.cards(source, target);
      assertThat(flow.path("place").asText()).as(expected.get(i)).isEqualTo("$.card.number");
      assertThat(flow.path("distinct").asLong()).as(expected.get(i)).isEqualTo(CARDS.size());
      assertThat(flow.path("fingerprints"))
          .as(expected.get(i))
          .isEqualTo(shop.cards(WAY.get(0), WAY.get(1)).path("fingerprints"));
    }
    shop.await(
        "each charge carries one card",
        () -> cardsSighted(CHECKOUT, PAYMENTS) == charged(),
        () -> "charged " + charged() + shop.cards(CHECKOUT, PAYMENTS) + shop.everything(PAYMENTS));
    for (JsonNode fingerprint : shop.cards(CHECKOUT, PAYMENTS).path("fingerprints")) {
      JsonNode trace = shop.get("/api/v1/data/trace/" + fingerprint.asText());
      assertThat(trace.path("complete").asBoolean()).as("%s", trace).isTrue();
      assertThat(
              ProtectedShop.stream(trace.path("hops"))
                  .map(hop -> hop.path("flow"))
                  .map(each -> each.path("sender").asText() + " " + each.path("receiver").asText())
                  .distinct())
          .as(() -> shop.everything("storefront"))
          .containsExactlyElementsOf(expected);
    }
  }

  private long cardsSighted(String source, String target) {
    return shop.cards(source, target).path("count").asLong();
  }

  /** How often the call was made that carries cards there. */
  private long cardsCarried(String source, String target) {
    String operation = shop.cards(source, target).path("operation").asText();
    return shop.exchanges(source, target).getOrDefault(operation, -1L);
  }

  private long charged() {
    return shop.told().getOrDefault("shop/checkout shop/payments POST /charges", 0L);
  }

  @Test
  @Order(6)
  void anAttackThroughTheIngressIsFoundOnTheEdgesThatItTook() {
    shop.customer("/products?q=%27%20OR%20%271%27%3D%271%27%20--%20");
    shop.await(
        "the attack is found on both edges",
        () -> attacked(INGRESS, STOREFRONT) && attacked("outside", INGRESS),
        () -> shop.get("/api/v1/findings?family=sql-injection").toString());
    assertThat(attacked(CHECKOUT, PAYMENTS)).isFalse();
  }

  @Test
  @Order(7)
  void noCardNumberIsKeptOrSaid() throws IOException {
    for (String path :
        List.of("/api/v1/blueprint", "/api/v1/data", "/api/v1/findings", "/api/v1/status")) {
      assertThat(CARDS.stream().filter(shop.get(path).toString()::contains)).as(path).isEmpty();
    }
    assertThat(shop.filesWithAnyOf(CARDS)).isEmpty();
    assertThat(shop.storedSummaries()).as("rows in the database").isPositive();
  }

  private boolean attacked(String source, String target) {
    return ProtectedShop.stream(shop.get("/api/v1/findings?family=sql-injection").path("findings"))
        .anyMatch(
            each ->
                each.path("source").asText().equals(source)
                    && each.path("target").asText().equals(target)
                    && each.path("operation").asText().equals("GET /products"));
  }

  @Test
  @Order(8)
  void aCallerThatWalksThroughTheProductsIsFoundAndNobodyElse() {
    shop.cluster()
        .apply(
            ShortJob.of(
                    "walker",
                    "sh",
                    "-c",
                    "curl -s -o /dev/null -m 60 'http://catalog.shop:8080/catalog/[1-110]'")
                .yaml());
    shop.await(
        "the walk is found",
        () -> !walks().isEmpty(),
        () -> shop.get("/api/v1/apis/shop/Deployment/catalog").toString());
    assertThat(walks()).singleElement().asString().contains("GET /catalog/", " data/walker: ");
  }

  /** Findings of API1 of the catalogue: the operation and what is said of who and why. */
  private List<String> walks() {
    return ProtectedShop.stream(shop.get("/api/v1/apis/shop/Deployment/catalog").path("findings"))
        .filter(each -> each.path("risk").asText().startsWith("API1"))
        .map(each -> each.path("operation").asText() + " " + each.path("evidence").asText())
        .toList();
  }

  @Test
  @Order(9)
  void everyJobOfTwoSecondsIsSeenUnderItsOwnNameThoughAddressesAreUsedAgain() {
    for (int number = 0; number < JOBS; number++) {
      shop.cluster().apply(job(number));
      pace();
    }
    shop.await(
        "all jobs end",
        () ->
            shop.cluster().list("jobs", "data").stream()
                    .filter(job -> job.at("/metadata/name").asText().startsWith("short-"))
                    .filter(job -> job.at("/status/succeeded").asInt() > 0)
                    .count()
                == JOBS,
        () -> shop.cluster().pods("data", "short-").toString());
    shop.await(
        "all jobs are in the blueprint, each with its own call",
        () -> jobsSeen().size() == JOBS && jobsSeenOtherwise().isEmpty(),
        () -> jobsSeen().size() + " seen, of them otherwise " + jobsSeenOtherwise());
  }

  private Map<String, Map<String, Long>> jobsSeenOtherwise() {
    Map<String, Map<String, Long>> seen = jobsSeen();
    seen.entrySet()
        .removeIf(
            each ->
                each.getValue()
                    .equals(Map.of("GET /" + (odd(each.getKey()) ? "odd" : "even"), 1L)));
    return seen;
  }

  private Map<String, Map<String, Long>> jobsSeen() {
    Map<String, Map<String, Long>> seen = new TreeMap<>();
    for (JsonNode edge : shop.blueprint().path("edges")) {
      String source = edge.path("source").asText();
      if (source.startsWith("workload/data/Job/short-")
          && edge.path("target").asText().equals("workload/shop/Deployment/catalog")) {
        for (JsonNode operation : edge.path("operations")) {
          seen.computeIfAbsent(source, name -> new TreeMap<>())
              .merge(
                  operation.path("key").asText(), operation.path("exchanges").asLong(), Long::sum);
        }
      }
    }
    return seen;
  }

  private static boolean odd(String job) {
    return Integer.parseInt(job.substring(job.lastIndexOf('-') + 1)) % 2 == 1;
  }

  private static String job(int number) {
    String path = number % 2 == 1 ? "odd" : "even";
    return ShortJob.of(
            "short-" + number,
            "sh",
            "-c",
            "curl -s -o /dev/null -m 30 http://catalog.shop:8080/" + path + "; sleep 2")
        .yaml();
  }

  /** A few jobs a second: in a row, overlapping, so that addresses are freed and used again. */
  private static void pace() {
    try {
      Thread.sleep(250);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long grown(Map<String, Long> before, String source, String target) {
    return Counts.grown(before, shop.exchanges(source, target)).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
