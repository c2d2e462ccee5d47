// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The node programs are replaced while customers shop, as a DaemonSet with a surge replaces them:
 * the next ones start beside those that run, and take over.
 */
@Tag("slow")
class UpgradeIT {
  private static final String INGRESS =
      "workload/ingress-nginx/Deployment/ingress-nginx-controller";
  private static final String DENIED = "http://catalog.shop:8080/catalog/424242/reviews";
  private static final List<String> NODES = List.of("node-a", "node-b");
  private static final int REQUESTS = 2400;

  @Test
  void nobodyNoticesEachCallIsCountedOnceAndWhatIsDeniedStaysDenied() throws Exception {
    assumeTrue(
        ProtectedShop.isPossible(), "needs root and unshare, because it makes network namespaces");
    try (ProtectedShop shop = ProtectedShop.start(UpgradeIT::withHandover)) {
      shop.cluster().apply(POLICY);
      shop.await("the policy is in force", () -> denied(shop));
      shop.customers(100);
      shop.settle();
      String nameless = shop.nameless();
      Map<String, Long> edge = shop.exchanges("outside", INGRESS);
      Map<String, Long> told = shop.told();
      Map<String, Long> seen = passed(shop);
      CompletableFuture<JsonNode> customers = shop.customersMeanwhile(REQUESTS);
      List<String> codes = new ArrayList<>();
      shop.cluster().apply(next(shop));
      shop.await(
          "the next programs took over on every node",
          () -> {
            codes.add(code(shop));
            return logged(shop, "took over;") == NODES.size();
          },
          () -> logs(shop));
      JsonNode sent = customers.join();
      codes.add(code(shop));
      assertThat(sent.path("unexpected").asLong()).as("failed requests: %s", sent).isZero();
      assertThat(sent.path("broken").asLong()).as("broken requests: %s", sent).isZero();
      Map<String, Long> expected = Counts.sent(sent);
      shop.await(
          "all are counted once",
          () -> Counts.grown(edge, shop.exchanges("outside", INGRESS)).equals(expected),
          () -> expected + shop.everything("ingress-nginx"));
      shop.await(
          "the blueprint and the programs agree",
          () -> Counts.grown(told, shop.told()).equals(Counts.grown(seen, passed(shop))),
          () ->
              "told "
                  + Counts.grown(told, shop.told())
                  + "\nseen "
                  + Counts.grown(seen, passed(shop))
                  + shop.everything("shop/"));
      assertThat(shop.nameless()).as("callers that lost their name").isEqualTo(nameless);
      assertThat(codes).isNotEmpty().containsOnly("403");
      shop.cluster().delete("daemonsets", "sallyport", "sallyport-node");
      shop.await(
          "the first programs end",
          () -> shop.cluster().pods("sallyport", "sallyport-node-").size() == NODES.size());
      shop.await(
          "the others are on their own",
          () -> logged(shop, "the other program has ended") == NODES.size(),
          () -> logs(shop));
      shop.await("all is captured", () -> shop.notCaptured().isEmpty());
      JsonNode after = shop.customers(200);
      assertThat(after.path("unexpected").asLong()).as("failed requests: %s", after).isZero();
      assertThat(code(shop)).isEqualTo("403");
    }
  }

  private static final String POLICY =
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
            calls: [{http: {methods: [DELETE], paths: ["/catalog/{id}/reviews"]}}]
            then: {deny: {message: the catalog is read-only for the storefront}}
      """;

  /** The DaemonSet of the node program under another name. */
  private static String next(ProtectedShop shop) throws IOException {
    String yaml =
        withHandover(
            Files.readString(shop.home().resolve("lab/src/main/resources/sallyport/node.yaml")));
    return Stream.of(yaml.split("(?m)^---$"))
        .filter(each -> each.contains("kind: DaemonSet"))
        .findFirst()
        .orElseThrow()
        .replace("name: sallyport-node\n  namespace", "name: sallyport-node-next\n  namespace")
        .replace("component: node}", "component: node-next}");
  }

  private static String withHandover(String yaml) {
    String first = "            - {name: SALLYPORT_ADMIN_PORT,";
    return yaml.replace(first, "            - {name: SALLYPORT_HANDOVER, value: \"on\"}\n" + first);
  }

  /** What was denied was seen, but never answered by a program that could tell of it. */
  private static Map<String, Long> passed(ProtectedShop shop) {
    Map<String, Long> calls = shop.eastWest();
    calls.keySet().removeIf(each -> each.endsWith(" DELETE /catalog/{id}/reviews"));
    return calls;
  }

  private static boolean denied(ProtectedShop shop) {
    // Its two pods may be on two nodes, and one of them may not have heard of the policy yet.
    return Stream.generate(() -> code(shop)).limit(6).allMatch("403"::equals);
  }

  private static String code(ProtectedShop shop) {
    return shop.cluster()
        .exec(
            "shop",
            "storefront",
            "curl",
            "-s",
            "-o",
            "/dev/null",
            "-m",
            "20",
            "-w",
            "%{http_code}",
            "-X",
            "DELETE",
            DENIED)
        .out();
  }

  private static long logged(ProtectedShop shop, String text) {
    return shop.cluster().pods("sallyport", "sallyport-node-next").stream()
        .filter(pod -> log(shop, pod).contains(text))
        .count();
  }

  private static String logs(ProtectedShop shop) {
    StringBuilder all = new StringBuilder();
    for (JsonNode pod : shop.cluster().pods("sallyport", "sallyport-node")) {
      all.append(pod.at("/metadata/name").asText()).append("\n").append(log(shop, pod));
    }
    return all.toString();
  }

  private static String log(ProtectedShop shop, JsonNode pod) {
    return shop.cluster().log("sallyport", pod.at("/metadata/name").asText(), "node");
  }
}
