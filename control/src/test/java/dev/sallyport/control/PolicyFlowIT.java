// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Response;
import dev.sallyport.wire.kube.PolicyStatus;
import io.fabric8.kubernetes.api.model.Event;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies from objects of the cluster to nodes. */
class PolicyFlowIT {
  private static final String POLICY =
      """
      apiVersion: sallyport.dev/v1alpha1
      kind: GuardPolicy
      metadata: {name: no-deletes, namespace: shop}
      spec:
        protects: {workloads: [{kind: Deployment, name: catalog}]}
        mode: Enforce
        inbound:
        - name: no-deletes
          calls: [{http: {methods: [DELETE]}}]
          then: {deny: {status: 403}}
      """;

  private static final Fared READS =
      Fared.well(Summaries.STOREFRONT, Summaries.CATALOG, "GET", 400);

  @TempDir Path state;
  private MockCluster cluster;
  private Control control;

  @BeforeEach
  void start() {
    cluster = new MockCluster();
    cluster.namespace("shop");
    cluster.node("node-a", "192.0.2.1", "10.1.0.0/24");
    control = startControl();
  }

  @AfterEach
  void stop() {
    control.close();
    cluster.close();
  }

  @Test
  void aPolicyThatIsAppliedReachesTheNodesAndLeavesThemWhenItIsDeleted() {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      eventually(() -> assertThat(node.ruleset.version()).isPositive());
      assertThat(node.ruleset.policies()).isEmpty();
      cluster.apply(POLICY, 1);
      eventually(
          () -> {
            assertThat(node.ruleset.policies()).hasSize(1);
            Policy policy = node.ruleset.policies().getFirst();
            assertThat(policy.id()).isEqualTo(new PolicyId("shop", "no-deletes"));
            assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
            assertThat(policy.rules().getFirst().response()).isEqualTo(new Response.Deny(403, ""));
          });
      cluster.policies(false).inNamespace("shop").withName("no-deletes").delete();
      eventually(() -> assertThat(node.ruleset.policies()).isEmpty());
    }
  }

  @Test
  void aChangeThatIsRefusedLeavesTheGenerationBeforeInForceOverARestartToo() {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      cluster.apply(POLICY, 1);
      eventually(() -> assertThat(node.ruleset.policies()).hasSize(1));
      long ruled = node.ruleset.version();
      cluster.apply(POLICY.replace("status: 403", "status: 200"), 2);
      cluster.apply(POLICY.replace("no-deletes", "other"), 1);
      eventually(() -> assertThat(node.ruleset.policies()).hasSize(2));
      assertThat(node.ruleset.version()).isGreaterThan(ruled);
      assertThat(node.ruleset.policies().getFirst().version()).isEqualTo(1);
    }
    control.close();
    control = startControl();
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-2")) {
      eventually(() -> assertThat(node.ruleset.policies()).hasSize(2));
      assertThat(node.ruleset.policies().getFirst().version()).isEqualTo(1);
    }
  }

  @Test
  void anExpressionThatTheEngineDoesNotUnderstandIsRefused() {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      cluster.apply(
          POLICY.replace("calls: [{http: {methods: [DELETE]}}]", "when: 'request.nonsense('"), 1);
      cluster.apply(POLICY.replace("no-deletes", "other"), 1);
      eventually(() -> assertThat(node.ruleset.policies()).isNotEmpty());
      assertThat(node.ruleset.policies()).hasSize(1);
    }
  }

  @Test
  void theStatusOfAPolicySaysWhatBecameOfIt() {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      eventually(() -> assertThat(node.ruleset.version()).isPositive());
      cluster.apply(POLICY, 1);
      eventually(
          () -> {
            PolicyStatus status = status("no-deletes");
            assertThat(status.effective()).isEqualTo("enforced");
            assertThat(status.version()).isEqualTo(1);
            assertThat(status.condition("Ready").orElseThrow().status()).isEqualTo("True");
            assertThat(status.nodes()).isEqualTo(new PolicyStatus.Nodes(1, 1));
            assertThat(status.convergence()).endsWith("ms");
          });
      cluster.apply(POLICY.replace("status: 403", "status: 200"), 2);
      eventually(
          () -> {
            PolicyStatus status = status("no-deletes");
            assertThat(status.observedGeneration()).isEqualTo(2);
            assertThat(status.version()).isEqualTo(1);
            var accepted = status.condition("Accepted").orElseThrow();
            assertThat(accepted.status()).isEqualTo("False");
            assertThat(accepted.message())
                .contains("spec.inbound[0].then.deny.status: '200' (expected: a whole number");
          });
      eventually(
          () ->
              assertThat(cluster.client().v1().events().inNamespace("shop").list().getItems())
                  .extracting(Event::getReason)
                  .contains("Accepted", "Refused"));
    }
  }

  @Test
  void aPolicyIsPromotedAndRolledBackThroughTheApi() throws Exception {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      cluster.apply(POLICY.replace("mode: Enforce", "mode: Observe"), 1);
      eventually(() -> assertThat(node.ruleset.policies()).hasSize(1));
      assertThat(node.ruleset.policies().getFirst().mode()).isEqualTo(Mode.OBSERVE);
      post("promote", "{\"percent\": 25}");
      eventually(
          () -> {
            assertThat(node.ruleset.policies().getFirst().mode()).isEqualTo(Mode.ENFORCE);
            assertThat(node.ruleset.policies().getFirst().enforcedPercent()).isEqualTo(25);
          });
      post("promote", "{}");
      eventually(
          () -> assertThat(node.ruleset.policies().getFirst().enforcedPercent()).isEqualTo(100));
      post("rollback", "{}");
      eventually(
          () -> assertThat(node.ruleset.policies().getFirst().mode()).isEqualTo(Mode.OBSERVE));
    }
  }

  @Test
  void aPolicyThatIsAcceptedOnlyObservesAndOneThatActsIsNotReplaced() throws Exception {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      eventually(() -> assertThat(node.ruleset.version()).isPositive());
      assertThat(accept(POLICY).statusCode()).isEqualTo(200);
      eventually(() -> assertThat(mode(node)).isEqualTo(Mode.OBSERVE));
      eventually(() -> assertThat(get("")).contains("\"mode\":\"observe\""));
      assertThat(accept(POLICY.replace("status: 403", "status: 404")).statusCode()).isEqualTo(200);
      eventually(
          () ->
              assertThat(node.ruleset.policies().getFirst().rules().getFirst().response())
                  .isEqualTo(new Response.Deny(404, "")));
      assertThat(accept(POLICY.replace("status: 403", "status: 99")).body())
          .contains("is refused: spec.inbound[0].then.deny.status");
      assertThat(accept(POLICY.replace("no-deletes", "other")).statusCode()).isEqualTo(400);
      post("promote", "{}");
      eventually(() -> assertThat(mode(node)).isEqualTo(Mode.ENFORCE));
      HttpResponse<String> refused = accept(POLICY);
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("Roll it back first");
      assertThat(mode(node)).isEqualTo(Mode.ENFORCE);
    }
  }

  @Test
  void aRollOutGoesOnByItselfStepByStep() {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      eventually(() -> assertThat(node.ruleset.version()).isPositive());
      String steps = "steps: [{percent: 10, after: 1s}, {percent: 100, after: 1s}]";
      cluster.apply(
          POLICY.replace("mode: Enforce", "mode: Enforce\n  rollout: {" + steps + "}"), 1);
      eventually(
          () -> {
            assertThat(mode(node)).isEqualTo(Mode.ENFORCE);
            assertThat(node.ruleset.policies().getFirst().enforcedPercent()).isEqualTo(100);
          });
      eventually(
          () -> {
            PolicyStatus status = status("no-deletes");
            assertThat(status.stage().step()).isEqualTo(2);
            assertThat(status.condition("RolledOut").orElseThrow().status()).isEqualTo("True");
          });
      eventually(
          () ->
              assertThat(cluster.client().v1().events().inNamespace("shop").list().getItems())
                  .extracting(Event::getMessage)
                  .contains("step 2: enforced"));
    }
  }

  private HttpResponse<String> accept(String yaml) throws Exception {
    String body = new ObjectMapper().writeValueAsString(Map.of("yaml", yaml));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/api/v1/policies/namespaces/shop/no-deletes"
                            .formatted(control.apiPort())))
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aPolicyThatBreaksWhatWasUsualIsRolledBackByItself() throws Exception {
    try (FakeNode node = new FakeNode(control.linkPort(), "node-a", "boot-1")) {
      eventually(() -> assertThat(node.ruleset.version()).isPositive());
      long now = System.currentTimeMillis() / 5000 * 5;
      node.send(READS.in("node-a", "boot-1", now - 600));
      cluster.apply(
          POLICY.replace("mode: Enforce", "mode: Enforce\n  rollout: {automaticRollback: true}"),
          1);
      eventually(() -> assertThat(mode(node)).isEqualTo(Mode.ENFORCE));
      eventually(() -> assertThat(get("")).contains("watched since"));
      node.send(READS.failing(200).in("node-a", "boot-1", now));
      eventually(() -> assertThat(mode(node)).isEqualTo(Mode.OBSERVE));
      eventually(
          () -> {
            PolicyStatus status = status("no-deletes");
            assertThat(status.rollback().because())
                .contains("50.0% of 400 exchanges failed since the change, 0.0% of 400 before it");
            assertThat(status.effective()).startsWith("rolled back, only observes");
          });
      eventually(
          () ->
              assertThat(cluster.client().v1().events().inNamespace("shop").list().getItems())
                  .extracting(Event::getReason)
                  .contains("RolledBack"));
      assertThat(get("")).contains("\"rolledBack\":true").contains("rolled back at");
      cluster.apply(POLICY, 2);
      eventually(() -> assertThat(mode(node)).isEqualTo(Mode.ENFORCE));
    }
  }

  private static Mode mode(FakeNode node) {
    return node.ruleset.policies().isEmpty() ? null : node.ruleset.policies().getFirst().mode();
  }

  private String get(String below) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/api/v1/policies/namespaces/shop/no-deletes%s"
                            .formatted(control.apiPort(), below)))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private void post(String what, String body) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:%d/api/v1/policies/namespaces/shop/no-deletes/%s"
                                .formatted(control.apiPort(), what)))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private PolicyStatus status(String name) {
    JsonNode object =
        new ObjectMapper()
            .valueToTree(cluster.policies(false).inNamespace("shop").withName(name).get());
    // The mock server adds to lists where a merge patch replaces them: the last one counts.
    Map<String, JsonNode> lastByType = new LinkedHashMap<>();
    if (object.at("/status/conditions") instanceof ArrayNode conditions) {
      conditions.forEach(each -> lastByType.put(each.path("type").asText(), each));
      conditions.removeAll().addAll(lastByType.values());
    }
    return PolicyStatus.of(object).orElseThrow(() -> new AssertionError("no status: " + object));
  }

  private Control startControl() {
    Map<String, String> settings = new HashMap<>();
    settings.put("SALLYPORT_API_PORT", "0");
    settings.put("SALLYPORT_LINK_PORT", "0");
    settings.put("SALLYPORT_LINK_TLS", "off");
    settings.put("SALLYPORT_LISTEN_ADDRESS", "127.0.0.1");
    settings.put("SALLYPORT_STATE_DIR", state.toString());
    settings.put("SALLYPORT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none");
    settings.put("SALLYPORT_POLICY_WRITES", "on");
    settings.put("SALLYPORT_KUBE_API", cluster.url().toString());
    return Control.start(ControlConfig.from(settings));
  }
}
