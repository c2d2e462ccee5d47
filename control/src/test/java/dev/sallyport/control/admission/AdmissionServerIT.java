// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.control.config.AdmissionSettings.Guard;
import dev.sallyport.control.config.InjectionSettings;
import dev.sallyport.control.pki.Authority;
import dev.sallyport.control.pki.DirectoryStore;
import dev.sallyport.control.pki.MovableClock;
import dev.sallyport.control.pki.ServerTls;
import dev.sallyport.control.policy.LastTaken;
import dev.sallyport.control.policy.PolicyBook;
import dev.sallyport.model.Workload;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reviews in the shape in which an API server of version 1.32 sends them, over HTTPS. */
class AdmissionServerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVICE = "sallyport-control.sallyport.svc";
  private static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");

  @TempDir Path state;
  private final MovableClock clock = new MovableClock();
  private Authority authority;
  private PolicyBook book;
  private AdmissionServer server;

  @BeforeEach
  void start() throws Exception {
    // Who connects goes by the real time, at which the first certificate must still hold.
    clock.pass(Duration.ofDays(-25));
    authority = Authority.load(new DirectoryStore(state.resolve("authority")), clock);
    book = new PolicyBook(clock, LastTaken.in(state.resolve("policies.jsonl")));
    server = server(Guard.ENFORCE);
  }

  @AfterEach
  void stop() {
    // A server that stops waits two seconds for latecomers; the next test has one of its own.
    Thread.startVirtualThread(server::close);
  }

  private AdmissionServer server(Guard guard) {
    AdmissionServer made =
        new AdmissionServer(
            new InetSocketAddress("127.0.0.1", 0),
            new ServerTls(authority, List.of(SERVICE), clock),
            new PolicyReviewer(book, () -> List.of(CATALOG)),
            guard,
            new PodInjector(
                new InjectionSettings(
                    "http://proxy.example:3128",
                    List.of("10.0.0.0/8"),
                    "roots",
                    "ca.crt",
                    List.of("SSL_CERT_FILE")),
                "cluster.local",
                _ -> List.of("catalog")),
            Set.of("sallyport"));
    made.start();
    return made;
  }

  @Test
  void aGoodPolicyIsTakenAndTheAnswerRepeatsWhatWasAsked() throws Exception {
    JsonNode answer = review(AdmissionServer.POLICIES, document("policy"));
    assertThat(answer.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
    assertThat(answer.path("kind").asText()).isEqualTo("AdmissionReview");
    assertThat(answer.at("/response/uid").asText())
        .isEqualTo("705ab4f5-6393-11e8-b7cc-42010a800002");
    assertThat(answer.at("/response/allowed").asBoolean()).isTrue();
    assertThat(answer.at("/response/warnings")).isEmpty();
  }

  @Test
  void aPolicyThatCannotBeTakenIsRefusedNamingFieldAndFix() throws Exception {
    ObjectNode document = document("policy");
    ((ObjectNode) spec(document).at("/inbound/0/then/deny")).put("status", 200);
    JsonNode response = review(AdmissionServer.POLICIES, document).path("response");
    assertThat(response.path("allowed").asBoolean()).isFalse();
    assertThat(response.at("/status/code").asInt()).isEqualTo(422);
    assertThat(response.at("/status/message").asText())
        .contains("spec.inbound[0].then.deny.status: '200' (expected: ");
    assertThat(response.at("/status/details/causes/0/field").asText())
        .isEqualTo("spec.inbound[0].then.deny.status");
  }

  @Test
  void aRuleThatSomethingElseSettlesIsTakenWithAWarning() throws Exception {
    ObjectNode document = document("policy");
    ((ObjectNode) spec(document).at("/protects/workloads/0")).put("name", "nobody");
    JsonNode response = review(AdmissionServer.POLICIES, document).path("response");
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.path("warnings")).isNotEmpty();
    assertThat(response.at("/warnings/0").asText())
        .startsWith("Sallyport: ")
        .contains("no workload is selected");
  }

  @Test
  void aPolicyMayAlwaysBeDeletedAndFreedFromFinalizersAndLabelledHoweverBroken() throws Exception {
    Consumer<ObjectNode> broken =
        document -> ((ObjectNode) spec(document).at("/inbound/0/then/deny")).put("status", 200);
    ObjectNode deleted = document("policy");
    broken.accept(deleted);
    request(deleted).put("operation", "DELETE").set("oldObject", request(deleted).get("object"));
    request(deleted).putNull("object");
    ObjectNode leaving = document("policy");
    broken.accept(leaving);
    request(leaving)
        .put("operation", "UPDATE")
        .set("oldObject", request(document("policy")).get("object"));
    ((ObjectNode) leaving.at("/request/object/metadata"))
        .put("deletionTimestamp", "2026-11-22T05:10:00Z");
    ObjectNode labelled = document("policy");
    broken.accept(labelled);
    request(labelled)
        .put("operation", "UPDATE")
        .set("oldObject", request(labelled).get("object").deepCopy());
    ((ObjectNode) labelled.at("/request/object/metadata")).putObject("labels").put("a", "b");
    ObjectNode status = document("policy");
    broken.accept(status);
    request(status).put("operation", "UPDATE").put("subResource", "status");
    for (ObjectNode each : List.of(deleted, leaving, labelled, status)) {
      assertThat(allowed(AdmissionServer.POLICIES, each)).as(each.toString()).isTrue();
    }
    ObjectNode changed = document("policy");
    broken.accept(changed);
    request(changed)
        .put("operation", "UPDATE")
        .set("oldObject", request(document("policy")).get("object"));
    assertThat(allowed(AdmissionServer.POLICIES, changed)).isFalse();
  }

  @Test
  void aRiskyWorkloadIsRefusedNamingEachRisk() throws Exception {
    JsonNode response = review(AdmissionServer.WORKLOADS, document("deployment")).path("response");
    assertThat(response.path("allowed").asBoolean()).isFalse();
    assertThat(response.at("/status/details/causes").findValuesAsText("field"))
        .containsExactly(
            "spec.template.spec.hostNetwork",
            "spec.template.spec.hostPID",
            "spec.template.spec.volumes[host].hostPath",
            "spec.template.spec.containers[server].securityContext.privileged",
            "spec.template.spec.containers[server].image");
  }

  @Test
  void aWorkloadWithoutRisksIsTaken() throws Exception {
    ObjectNode document = document("deployment");
    ObjectNode pod = pod(document);
    pod.remove(List.of("hostNetwork", "hostPID", "volumes"));
    ((ObjectNode) pod.at("/containers/0")).remove("securityContext");
    ((ObjectNode) pod.at("/containers/0"))
        .put("image", "vllm/vllm-openai@sha256:" + "0".repeat(64));
    assertThat(allowed(AdmissionServer.WORKLOADS, document)).isTrue();
    ((ObjectNode) pod.at("/containers/0")).put("image", "nginx:latest");
    assertThat(allowed(AdmissionServer.WORKLOADS, document)).as("no model server").isTrue();
    ((ObjectNode) pod.at("/containers/0")).put("image", "ollama/ollama:0.5.1");
    assertThat(allowed(AdmissionServer.WORKLOADS, document)).as("a tag is no pin").isFalse();
  }

  @Test
  void whatRunsMayBeChangedAsLongAsNoRiskIsAdded() throws Exception {
    ObjectNode scaled = document("deployment");
    request(scaled)
        .put("operation", "UPDATE")
        .set("oldObject", request(scaled).get("object").deepCopy());
    ((ObjectNode) scaled.at("/request/object/spec")).put("replicas", 3);
    assertThat(allowed(AdmissionServer.WORKLOADS, scaled)).isTrue();
    ((ObjectNode) scaled.at("/request/oldObject/spec/template/spec")).remove("hostPID");
    assertThat(allowed(AdmissionServer.WORKLOADS, scaled)).as("one risk more").isFalse();
  }

  @Test
  void inItsOwnNamespaceNothingIsLookedAt() throws Exception {
    ObjectNode own = document("deployment");
    request(own).put("namespace", "sallyport");
    assertThat(allowed(AdmissionServer.WORKLOADS, own)).isTrue();
  }

  @Test
  void whereItOnlyObservesRisksAreWarnings() throws Exception {
    server.close();
    server = server(Guard.OBSERVE);
    JsonNode response = review(AdmissionServer.WORKLOADS, document("deployment")).path("response");
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.path("warnings")).hasSize(5);
  }

  @Test
  void aPodThatAsksIsGivenWhatIsSetAsAPatch() throws Exception {
    JsonNode response = review(AdmissionServer.PROXY, document("pod")).path("response");
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
    JsonNode pod = JsonPatch.apply(patch(response), document("pod").at("/request/object"));
    assertThat(pod.at("/spec/containers/0/env").findValuesAsText("name"))
        .contains("HTTP_PROXY", "https_proxy", "NO_PROXY");
    JsonNode certified = review(AdmissionServer.CERTIFICATES, document("pod")).path("response");
    assertThat(patch(certified).findValuesAsText("path")).contains("/spec/volumes/-");
  }

  @Test
  void aPodThatIsNotToBeChangedIsTakenAsItIs() throws Exception {
    ObjectNode own = document("pod");
    request(own).put("namespace", "sallyport");
    ObjectNode changed = document("pod");
    request(changed).put("operation", "UPDATE");
    for (String path : List.of(AdmissionServer.PROXY, AdmissionServer.CERTIFICATES)) {
      for (ObjectNode each : List.of(own, changed)) {
        JsonNode response = review(path, each).path("response");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
        assertThat(response.has("patchType")).isFalse();
      }
    }
  }

  private static JsonNode patch(JsonNode response) throws Exception {
    return JSON.readTree(response.path("patch").binaryValue());
  }

  @Test
  void podsAndCronJobsAreReadWhereTheirPodIs() throws Exception {
    ObjectNode pod = document("deployment");
    request(pod).withObject("/kind").put("kind", "Pod");
    ((ObjectNode) pod.at("/request/object")).set("spec", pod(pod).deepCopy());
    assertThat(causes(pod)).contains("spec.hostNetwork");
    ObjectNode cron = document("deployment");
    request(cron).withObject("/kind").put("kind", "CronJob");
    ObjectNode spec = JSON.createObjectNode();
    spec.withObject("/jobTemplate/spec/template").set("spec", pod(cron).deepCopy());
    ((ObjectNode) cron.at("/request/object")).set("spec", spec);
    assertThat(causes(cron)).contains("spec.jobTemplate.spec.template.spec.hostNetwork");
  }

  @Test
  void whatIsNoReviewGetsAReasonAndNeverAnAnswerWithoutOne() throws Exception {
    ObjectNode old = document("policy");
    old.put("apiVersion", "admission.k8s.io/v1beta1");
    ObjectNode nobody = document("policy");
    request(nobody).remove("uid");
    ObjectNode number = document("policy");
    request(number).put("uid", 7);
    refused(400, "no JSON", "{\"kind\": ");
    refused(400, "expected: an AdmissionReview", "");
    refused(400, "expected: an AdmissionReview", "[]");
    refused(400, "admission.k8s.io/v1beta1", old.toString());
    refused(400, "request.uid", nobody.toString());
    refused(400, "request.uid", number.toString());
    byte[] good = document("policy").toString().getBytes(StandardCharsets.UTF_8);
    said(415, "application/json", call().post(AdmissionServer.POLICIES, "text/plain", good));
    said(415, "application/json", call().post(AdmissionServer.POLICIES, "", good));
    said(404, AdmissionServer.POLICIES, call().post("/mutate", "application/json", good));
    said(405, "POST", call().send("GET", AdmissionServer.POLICIES, "", new byte[0]));
    byte[] huge = new byte[(8 << 20) + 1];
    said(413, "bytes", call().post(AdmissionServer.POLICIES, "application/json", huge));
    ObjectNode odd = document("policy");
    request(odd).put("object", "a string").put("operation", 5);
    assertThat(allowed(AdmissionServer.POLICIES, odd)).as("nothing that could be refused").isTrue();
  }

  @Test
  void theCertificateIsReplacedWhileTheServerRunsAndStillBelieved() throws Exception {
    byte[] body = document("policy").toString().getBytes(StandardCharsets.UTF_8);
    var first = call().post(AdmissionServer.POLICIES, "application/json", body);
    clock.pass(Duration.ofDays(25));
    var second = call().post(AdmissionServer.POLICIES, "application/json", body);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.shown().getSerialNumber()).isNotEqualTo(first.shown().getSerialNumber());
    assertThatThrownBy(
            () ->
                new TlsCall(server.port(), "elsewhere.svc", authority.trustBundle())
                    .post(AdmissionServer.POLICIES, "application/json", body))
        .isInstanceOf(SSLHandshakeException.class);
  }

  private void refused(int status, String message, String body) throws Exception {
    said(
        status,
        message,
        call()
            .post(
                AdmissionServer.POLICIES,
                "application/json",
                body.getBytes(StandardCharsets.UTF_8)));
  }

  private static void said(int status, String message, TlsCall.Answer answer) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
    assertThat(answer.body().path("message").asText()).contains(message);
  }

  private List<String> causes(ObjectNode document) throws Exception {
    return review(AdmissionServer.WORKLOADS, document)
        .at("/response/status/details/causes")
        .findValuesAsText("field");
  }

  private boolean allowed(String path, ObjectNode document) throws Exception {
    return review(path, document).at("/response/allowed").asBoolean();
  }

  private JsonNode review(String path, ObjectNode document) throws Exception {
    TlsCall.Answer answer =
        call().post(path, "application/json", document.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body();
  }

  private TlsCall call() {
    return new TlsCall(server.port(), SERVICE, authority.trustBundle());
  }

  private static ObjectNode request(ObjectNode document) {
    return (ObjectNode) document.get("request");
  }

  private static ObjectNode spec(ObjectNode document) {
    return (ObjectNode) document.at("/request/object/spec");
  }

  private static ObjectNode pod(ObjectNode document) {
    return (ObjectNode) document.at("/request/object/spec/template/spec");
  }

  private static ObjectNode document(String name) throws Exception {
    try (InputStream in = AdmissionServerIT.class.getResourceAsStream(name + ".json")) {
      return (ObjectNode) JSON.readTree(in);
    }
  }
}
