// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Node and control of two versions, on the shop. {@code SALLYPORT_BEFORE} names a built checkout of
 * the other version; {@code e2e/skew.sh} makes one.
 */
@Tag("slow")
class SkewIT {
  private static final String INGRESS =
      "workload/ingress-nginx/Deployment/ingress-nginx-controller";
  private static final String STOREFRONT = "workload/shop/Deployment/storefront";
  private static final String CATALOG = "workload/shop/Deployment/catalog";
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

  @Test
  void nodesOfTheVersionBeforeWorkWithThisControl() throws Exception {
    worksWith("node");
  }

  @Test
  void theControlOfTheVersionBeforeWorksWithTheseNodes() throws Exception {
    worksWith("control");
  }

  private static void worksWith(String module) throws Exception {
    String named = System.getenv("SALLYPORT_BEFORE");
    assumeTrue(named != null, "SALLYPORT_BEFORE names no other version; e2e/skew.sh does");
    assumeTrue(
        ProtectedShop.isPossible(), "needs root and unshare, because it makes network namespaces");
    Path before = Path.of(named).toAbsolutePath();
    // To start it means: linked, every pod captured, and every node has its rules.
    try (ProtectedShop shop = ProtectedShop.start(other(module, before))) {
      assertThat(programs(shop, module)).as("the other version runs").isNotEmpty();
      assertThat(programs(shop, module)).allMatch(each -> each.contains(before.toString()));
      Map<String, Long> edge = shop.exchanges("outside", INGRESS);
      JsonNode sent = shop.customers(400);
      assertThat(sent.path("unexpected").asLong()).as("failed requests: %s", sent).isZero();
      shop.await(
          "every request counts once",
          () -> Counts.grown(edge, shop.exchanges("outside", INGRESS)).equals(Counts.sent(sent)),
          () -> Counts.sent(sent) + shop.everything("ingress-nginx"));
      shop.await(
          "operations and both ends are named",
          () -> shop.exchanges(STOREFRONT, CATALOG).containsKey("GET /catalog/{id}"));
      for (JsonNode each : shop.blueprint().path("edges")) {
        if (each.path("source").asText().startsWith("workload/shop/")
            && each.path("ratePerSecond").asDouble() > 0.5) {
          assertThat(each.path("target").asText())
              .as(() -> shop.everything("unidentified"))
              .doesNotStartWith("unidentified");
        }
      }
      assertThat(code(shop)).as("nothing is ruled yet").isNotEqualTo("403");
      shop.cluster().apply(POLICY);
      shop.await("a policy is in force", () -> code(shop).equals("403"), () -> code(shop));
      JsonNode after = shop.customers(200);
      assertThat(after.path("unexpected").asLong()).as("failed requests: %s", after).isZero();
      List<JsonNode> nodes = ProtectedShop.stream(shop.status().path("nodes")).toList();
      assertThat(nodes).hasSize(2).allMatch(each -> each.path("connected").asBoolean());
      assertThat(shop.status().at("/link/warnings")).as("nothing was refused").isEmpty();
      assertThat(shop.notCaptured()).isEmpty();
    }
  }

  /** Lets the programs of one module be those of the other checkout. */
  private static UnaryOperator<String> other(String module, Path before) {
    Path target = before.resolve(module).resolve("target");
    assertThat(target.resolve(module + "-0.1.0-SNAPSHOT.jar")).exists();
    return yaml ->
        yaml.replace(
                "${classpath:" + module + "}",
                target.resolve(module + "-0.1.0-SNAPSHOT.jar") + ":" + target.resolve("lib/*"))
            .replace(
                "${SALLYPORT_HOME}/" + module + "/target/" + module + ".aot", target + "/none");
  }

  /** Returns the command lines of the running programs of that module. */
  private static List<String> programs(ProtectedShop shop, String module) throws Exception {
    String main = "dev.sallyport." + module + ".Main";
    return ProcessHandle.of(shop.cluster().janitorPid()).stream()
        .flatMap(ProcessHandle::descendants)
        .map(each -> words(each.pid()))
        .filter(each -> each.contains("/bin/java ") && each.strip().endsWith(main))
        .filter(each -> !each.startsWith("sh "))
        .toList();
  }

  private static String words(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    } catch (java.io.IOException gone) {
      return "";
    }
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
            "http://catalog.shop:8080/catalog/424242/reviews")
        .out();
  }
}
