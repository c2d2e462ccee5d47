// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.wire.api.WorkloadDeclaredView;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of an API server that has some kinds and not others. */
class ClusterManifestsIT {
  private static final String GROUPS =
      """
      {"groups": [{"name": "gateway.networking.k8s.io",
        "versions": [{"groupVersion": "gateway.networking.k8s.io/v1beta1"},
          {"groupVersion": "gateway.networking.k8s.io/v1"}],
        "preferredVersion": {"groupVersion": "gateway.networking.k8s.io/v1"}},
        {"name": "apps", "versions": [{"groupVersion": "apps/v1"}]}]}
      """;
  private static final String RESOURCES =
      """
      {"resources": [{"name": "httproutes", "kind": "HTTPRoute"},
        {"name": "httproutes/status", "kind": "HTTPRoute"}, {"name": "gateways", "kind": "Gateway"}]}
      """;
  private static final String DEPLOYMENT =
      """
      {"metadata": {"name": "catalog", "namespace": "shop"}, "spec": {"template":
        {"metadata": {"labels": {"app": "catalog"}}, "spec": {"containers": [{"name": "a"}]}}}}
      """;
  private static final String SERVICE =
      """
      {"metadata": {"name": "%s", "namespace": "shop",
        "ownerReferences": [{"kind": "Shop", "name": "x", "uid": "1"}]},
        "spec": {"selector": {"app": "%s"}}}
      """;
  private static final String ROUTE =
      """
      {"metadata": {"name": "catalog", "namespace": "shop"}, "spec": {"hostnames": ["a.example.com"],
        "parentRefs": [{"name": "public"}], "rules": [{"backendRefs": [{"name": "catalog", "port": 80}]}]}}
      """;

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private KubernetesClient client;
  private ClusterManifests manifests;
  private Instant now = Instant.parse("2026-11-01T00:00:00Z");

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        KubeAccess.connect(
            Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
    manifests = new ClusterManifests(client, Set::of, () -> now);
    answers.put("/apis", GROUPS);
    answers.put("/apis/gateway.networking.k8s.io/v1", RESOURCES);
    list("/apis/apps/v1/deployments", DEPLOYMENT);
    list("/api/v1/services", SERVICE.formatted("catalog", "catalog"));
    list("/apis/gateway.networking.k8s.io/v1/httproutes", ROUTE);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void kindsThatTheClusterHasAreFoundAndOthersNotAskedFor() {
    assertThat(catalog().entries())
        .extracting(WorkloadDeclaredView.Entry::object)
        .containsExactly("HTTPRoute shop/catalog");
    assertThat(manifests.declared())
        .singleElement()
        .satisfies(each -> assertThat(each.ingress()).as("a route is a way in").isTrue());
    assertThat(asked)
        .contains("/apis/gateway.networking.k8s.io/v1/gateways")
        .noneMatch(each -> each.contains("istio") || each.contains("v1beta1/"));
  }

  @Test
  void aKindThatComesLaterIsFoundLater() {
    answers.remove("/apis");
    assertThat(catalog().entries()).isEmpty();
    answers.put("/apis", GROUPS);
    now = now.plusSeconds(301);
    assertThat(catalog().entries()).hasSize(1);
  }

  @Test
  void pagesFollowOneAnotherAndWhatAnotherObjectMadeIsKeptUnlessItIsAWorkload() {
    answers.put(
        "/api/v1/services",
        "{\"metadata\": {\"continue\": \"next=1\"}, \"items\": ["
            + SERVICE.formatted("other", "other")
            + "]}");
    answers.put(
        "/api/v1/services next=1",
        "{\"items\": [" + SERVICE.formatted("catalog", "catalog") + "]}");
    list(
        "/apis/apps/v1/replicasets",
        DEPLOYMENT.replace("\"shop\"}", "\"shop\", \"ownerReferences\": [{\"uid\": \"1\"}]}"));
    assertThat(catalog().entries()).hasSize(1);
    assertThat(manifests.declared()).hasSize(1);
  }

  @Test
  void whatMayNotBeReadIsSaidAndTheRestIsRead() {
    refused.add("/apis/gateway.networking.k8s.io/v1/httproutes");
    refused.add("/apis/rbac.authorization.k8s.io/v1/clusterroles");
    WorkloadDeclaredView view = catalog();
    assertThat(view.unread())
        .containsExactly("control may not list httproutes.gateway.networking.k8s.io");
    assertThat(view.rights().known()).isFalse();
    assertThat(view.rights().because()).contains("clusterroles", "control.readRoles");
    assertThat(manifests.declared()).hasSize(1);
  }

  @Test
  void whatWasKnownStaysWhileTheApiIsAway() {
    assertThat(catalog().entries()).hasSize(1);
    server.stop(0);
    now = now.plusSeconds(60);
    assertThat(manifests.declared()).hasSize(1);
  }

  private WorkloadDeclaredView catalog() {
    return manifests.declarations().of("shop", "Deployment", "catalog", "default", Map.of(), 0);
  }

  private void list(String path, String item) {
    answers.put(path, "{\"items\": [" + item + "]}");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    asked.add(path);
    String page = query.contains("continue=") ? " " + query.replaceAll(".*continue=", "") : "";
    String body = answers.get(path + page);
    int status = refused.contains(path) ? 403 : body == null ? 404 : 200;
    byte[] bytes = (body == null ? "{}" : body).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
