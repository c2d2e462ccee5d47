// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.LabCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Policies applied to the shop as anybody would apply them: what they forbid does not happen, all
 * else goes on, and no customer notices.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoliciesIT {
  private static final String CATALOG = "http://catalog.shop:8080";

  /** One that customers never ask for: they must not miss what is deleted to try a policy. */
  private static final String NO_PRODUCT = "/catalog/424242";

  private static final String CARD = "4111111111111111";

  /** What curl says of a connection that was not let through: here the ends alone decide. */
  private static final String NO_ANSWER = "000";

  /** Pods of which each address goes on to another. */
  private static final int PAIRS = 10;

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
  void onePolicyDeniesOneMethodOnOnePathBetweenTwoWorkloadsAndNothingElse() {
    apply(
        """
        apiVersion: sallyport.dev/v1alpha1
        kind: GuardPolicy
        metadata: {name: catalog-read-only, namespace: shop}
        spec:
          protects: {workloads: [{kind: Deployment, name: catalog}]}
          mode: Enforce
          inbound:
            - name: no-deletes
              from: [{workload: storefront}]
              calls: [{http: {methods: [DELETE], paths: ["/catalog/{id}"]}}]
              then: {deny: {message: the catalog is read-only for the storefront}}
        """);
    shop.await(
        "the policy is in force", () -> status("shop", "storefront", "DELETE", NO_PRODUCT) == 403);
    awaitPassing("shop", "storefront", "GET", "/catalog/1");
    awaitPassing("shop", "storefront", "DELETE", NO_PRODUCT + "/reviews");
    awaitPassing("ai", "assistant", "DELETE", NO_PRODUCT);
    // Its two pods may be on two nodes, and one of them may not have heard of the policy yet.
    shop.await(
        "the refusal says which policy it is of, and why",
        () -> {
          String refused =
              curl("shop", "storefront", "-i", "-X", "DELETE", CATALOG + NO_PRODUCT).out();
          return refused.contains("x-sallyport-policy: shop/catalog-read-only/no-deletes")
              && refused.contains("the catalog is read-only for the storefront");
        });
  }

  @Test
  @Order(2)
  void whatIsNotListedIsNotReachedFromAWorkloadThatListsItsDestinations() {
    apply(
        """
        apiVersion: sallyport.dev/v1alpha1
        kind: GuardPolicy
        metadata: {name: payments-egress, namespace: shop}
        spec:
          protects: {workloads: [{kind: Deployment, name: payments}]}
          mode: Enforce
          default: {outbound: Deny}
          outbound:
            - name: card-processor
              to: [{host: api.cardprocessor.example}]
              then: {allow: {}}
            - name: names-and-logs
              to:
                - {workload: coredns, namespaces: [kube-system]}
                - {workload: log-collector, namespaces: [data]}
              then: {allow: {}}
        """);
    shop.await(
        "the policy is in force",
        () -> outside("payments", "https://telemetry.unlisted.example/") == 0);
    shop.await(
        "the listed host is reached",
        () -> outside("payments", "https://api.cardprocessor.example/") != 0);
    shop.await(
        "another workload, which nothing forbids, reaches the other host",
        () -> outside("inventory", "https://telemetry.unlisted.example/") != 0);
    shop.await(
        "the refused connection is shown under its policy",
        () ->
            rulings("workload/shop/Deployment/payments", "external/telemetry.unlisted.example")
                .contains("shop/payments-egress"));
  }

  @Test
  @Order(3)
  void aTableIsNotDroppedAndTheSessionGoesOn() {
    // Before the policy comes, which may end sessions that it finds.
    LabCluster.Ended created = psql("create table kept(a int)", "insert into kept values (7)");
    assertThat(created.code()).as(created.err()).isZero();
    apply(
        """
        apiVersion: sallyport.dev/v1alpha1
        kind: GuardPolicy
        metadata: {name: no-drop, namespace: data}
        spec:
          protects: {workloads: [{name: shop-db}]}
          mode: Enforce
          inbound:
            - name: no-drop
              calls: [{sql: {verbs: [DROP]}}]
              then: {deny: {message: tables are not dropped here}}
        """);
    shop.await(
        "the policy is in force",
        () -> psql("drop table if exists not_there").err().contains("tables are not dropped here"));
    LabCluster.Ended session = psql("drop table kept", "select 'still ' || a from kept");
    assertThat(session.err()).contains("tables are not dropped here");
    assertThat(session.out()).contains("still 7");
  }

  @Test
  @Order(4)
  void cardNumbersReachThePaymentsButNotTheLogs() {
    apply(
        """
        apiVersion: sallyport.dev/v1alpha1
        kind: ClusterGuardPolicy
        metadata: {name: no-cards-in-logs}
        spec:
          tier: Admin
          protects: {}
          mode: Enforce
          outbound:
            - name: mask-cards
              to: [{workload: log-collector, namespaces: [data]}]
              then: {redact: {classes: [CREDIT_CARD]}}
        """);
    shop.await("cards are masked", () -> !logged("{\"card\":\"" + CARD + "\"}").contains(CARD));
    String line = logged("{\"order\":17,\"paid_with\":\"" + CARD + "\",\"total\":\"12.50\"}");
    assertThat(line).contains("\"order\":17").contains("12.50").doesNotContain(CARD);
    expectNoDelete(shop.customers(200));
  }

  @Test
  @Order(5)
  void aJobIsUnderPolicyFromItsFirstPacketAndAnAddressGivesNoRights() {
    apply(
        """
        apiVersion: sallyport.dev/v1alpha1
        kind: GuardPolicy
        metadata: {name: only-trusted-jobs, namespace: shop}
        spec:
          protects: {workloads: [{kind: Deployment, name: catalog}]}
          mode: Enforce
          inbound:
            - name: strangers
              from: [{kind: Job, namespaces: [data]}]
              when: '!source.name.startsWith("trusted-")'
              then: {deny: {}}
        """);
    shop.await("the policy is in force", () -> job("probe").equals(NO_ANSWER));
    Map<String, String> addresses = new HashMap<>();
    List<String> trusted = new ArrayList<>();
    List<String> strangers = new ArrayList<>();
    int handovers = 0;
    for (int i = 0; i < PAIRS; i++) {
      trusted.add(job("trusted-" + i, addresses));
      strangers.add(job("stranger-" + i, addresses));
      handovers += addresses.get("trusted-" + i).equals(addresses.get("stranger-" + i)) ? 1 : 0;
    }
    assertThat(trusted).containsOnly("404");
    assertThat(strangers).containsOnly(NO_ANSWER);
    assertThat(handovers).as("addresses that changed hands").isGreaterThan(PAIRS / 2);
  }

  @Test
  @Order(6)
  void aPolicyThatBreaksWhatWasUsualIsRolledBackByItself() {
    assertThat(search()).isEqualTo(200);
    apply(
        """
        apiVersion: sallyport.dev/v1alpha1
        kind: GuardPolicy
        metadata: {name: too-strict, namespace: shop}
        spec:
          protects: {workloads: [{kind: Deployment, name: catalog}]}
          mode: Enforce
          rollout: {automaticRollback: true}
          inbound:
            - name: no-searches
              from: [{workload: storefront}]
              calls: [{http: {methods: [GET], paths: ["/catalog/search"]}}]
              then: {deny: {}}
        """);
    shop.await("the policy is in force", () -> search() == 403);
    shop.await("it is rolled back", () -> policy("too-strict").path("rolledBack").asBoolean());
    assertThat(policy("too-strict").path("rollout").asText())
        .contains("GET /catalog/search from shop/storefront to shop/catalog was denied")
        .contains("times since");
    shop.await("searches are answered again", () -> search() == 200);
    shop.cluster().delete("guardpolicies", "shop", "too-strict");
  }

  @Test
  @Order(7)
  void policiesStayInForceWhileControlIsAway() {
    enforcedWithoutControl(Duration.ofSeconds(15));
  }

  @Test
  @Order(8)
  @Tag("slow")
  void policiesStayInForceForTenMinutesWithoutControl() {
    enforcedWithoutControl(Duration.ofMinutes(10));
  }

  @Test
  @Order(9)
  void whatIsForbiddenNeverHappensAndNoRequestGoesUnanswered() {
    JsonNode sent = shop.customers(1000);
    expectNoDelete(sent);
    long refused =
        ProtectedShop.stream(sent.path("lines"))
            .filter(line -> line.path("method").asText().equals("DELETE"))
            .mapToLong(line -> line.path("count").asLong())
            .sum();
    assertThat(sent.path("unexpected").asLong())
        .as("answers that customers did not expect, beside the forbidden deletes: %s", sent)
        .isEqualTo(refused);
  }

  /** The storefront passes on what customers delete; the first policy forbids it, each time. */
  private static void expectNoDelete(JsonNode sent) {
    List<Integer> deletes =
        ProtectedShop.stream(sent.path("lines"))
            .filter(line -> line.path("method").asText().equals("DELETE"))
            .map(line -> line.path("status").asInt())
            .toList();
    assertThat(deletes).as("%s", sent).containsOnly(502);
    assertThat(sent.path("broken").asLong()).as("broken requests: %s", sent).isZero();
  }

  private void enforcedWithoutControl(Duration outage) {
    CompletableFuture<Void> away =
        CompletableFuture.runAsync(() -> ControlProcess.of(shop).keepDown(outage));
    int refused = 0;
    while (!away.isDone()) {
      assertThat(status("shop", "storefront", "DELETE", NO_PRODUCT)).isEqualTo(403);
      assertThat(status("shop", "storefront", "GET", "/catalog/1")).isNotIn(0, 403);
      refused++;
    }
    away.join();
    assertThat(refused).isPositive();
    shop.await("control is back", () -> shop.status().path("nodes").size() == 2);
  }

  private void apply(String yaml) {
    shop.cluster().apply(yaml);
  }

  private LabCluster.Ended curl(String namespace, String pod, String... arguments) {
    List<String> words = new ArrayList<>(List.of("curl", "-sk", "-m", "60"));
    words.addAll(List.of(arguments));
    return shop.cluster().exec(namespace, pod, words.toArray(String[]::new));
  }

  private int status(String namespace, String pod, String method, String path) {
    return code(
        curl(
            namespace, pod, "-o", "/dev/null", "-w", "%{http_code}", "-X", method, CATALOG + path));
  }

  /** Nodes hear of a policy one after the other, and connections that they find may be cut. */
  private void awaitPassing(String namespace, String pod, String method, String path) {
    shop.await(
        method + " " + path + " passes from " + pod,
        () -> !List.of(0, 403).contains(status(namespace, pod, method, path)),
        () -> "last: " + status(namespace, pod, method, path));
  }

  private int search() {
    return status("shop", "storefront", "GET", "/catalog/search?q=lamp");
  }

  private JsonNode policy(String name) {
    return shop.get("/api/v1/policies/namespaces/shop/" + name);
  }

  private int outside(String pod, String url) {
    return code(curl("shop", pod, "-o", "/dev/null", "-w", "%{http_code}", url));
  }

  private static int code(LabCluster.Ended ended) {
    return Integer.parseInt(ended.out().strip());
  }

  private LabCluster.Ended psql(String... statements) {
    List<String> words =
        new ArrayList<>(
            List.of("env", "PGPASSWORD=only-for-the-lab", "psql", "-At", "-h", "shop-db.data"));
    words.addAll(List.of("-U", "shop", "shop"));
    for (String statement : statements) {
      words.add("-c");
      words.add(statement);
    }
    return shop.cluster().exec("shop", "catalog", words.toArray(String[]::new));
  }

  /** Sends a line to the logs as the checkout does and returns it as it arrived. */
  private String logged(String line) {
    curl(
        "shop",
        "checkout",
        "-X",
        "POST",
        "-H",
        "Content-Type: application/x-ndjson",
        "-d",
        line,
        "http://log-collector.data:8080/ingest");
    String recent = curl("data", "log-collector", "http://127.0.0.1:8080/recent").out();
    int from = recent.lastIndexOf(line.substring(1, 6).replace("\"", "\\\""));
    return from < 0 ? recent : recent.substring(from).replace("\\\"", "\"");
  }

  private String job(String name) {
    return job(name, new HashMap<>());
  }

  /** Runs a Job whose first and only packet is a call of the catalog; returns what it was told. */
  private String job(String name, Map<String, String> addresses) {
    shop.cluster()
        .apply(
            ShortJob.of(
                    name,
                    "curl",
                    "-s",
                    "-o",
                    "/dev/null",
                    "-m",
                    "60",
                    "-w",
                    "%{http_code}",
                    CATALOG + "/first")
                .yaml());
    shop.await("the job " + name + " ends", () -> ended(name));
    JsonNode pod = pod(name);
    addresses.put(name, pod.at("/status/podIP").asText());
    String said = shop.cluster().log("data", pod.at("/metadata/name").asText(), "").strip();
    shop.cluster().delete("jobs", "data", name);
    shop.await("the job " + name + " is gone", () -> shop.cluster().pods("data", name).isEmpty());
    return said;
  }

  private boolean ended(String job) {
    return !shop.cluster().pods("data", job + "-").isEmpty()
        && List.of("Succeeded", "Failed").contains(pod(job).at("/status/phase").asText());
  }

  private JsonNode pod(String job) {
    return shop.cluster().pods("data", job + "-").getFirst();
  }

  /** Returns the names of the policies that spoke on the edges between two parties. */
  private List<String> rulings(String source, String target) {
    return ProtectedShop.stream(shop.blueprint().path("edges"))
        .filter(each -> each.path("source").asText().equals(source))
        .filter(each -> each.path("target").asText().equals(target))
        .flatMap(each -> ProtectedShop.stream(each.path("rulings")))
        .map(each -> each.path("policy").asText())
        .distinct()
        .toList();
  }
}
