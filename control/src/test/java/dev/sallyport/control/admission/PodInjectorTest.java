// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.control.config.InjectionSettings;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Patches are applied by another program than the one that makes them. */
class PodInjectorTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PodInjector INJECTOR =
      new PodInjector(
          new InjectionSettings(
              "http://proxy.example:3128",
              List.of("10.0.0.0/8"),
              "roots",
              "all.pem",
              List.of("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")),
          "cluster.local",
          namespace -> namespace.equals("shop") ? List.of("catalog", "orders") : List.of());

  private ObjectNode review;

  @BeforeEach
  void read() throws Exception {
    try (InputStream in = PodInjectorTest.class.getResourceAsStream("pod.json")) {
      review = (ObjectNode) JSON.readTree(in).path("request");
    }
  }

  @Test
  void everyContainerIsToldOfTheProxyInBothWaysOfWritingAlsoInitContainersAndSidecars() {
    JsonNode pod = applied(INJECTOR.proxy(asked()));

    for (String container : List.of("initContainers/0", "initContainers/1", "containers/0")) {
      assertThat(variables(pod, container))
          .as(container)
          .containsEntry("HTTP_PROXY", "http://proxy.example:3128")
          .containsEntry("http_proxy", "http://proxy.example:3128")
          .containsEntry("HTTPS_PROXY", "http://proxy.example:3128")
          .containsEntry("https_proxy", "http://proxy.example:3128")
          .containsKeys("NO_PROXY", "no_proxy");
    }
    assertThat(variables(pod, "containers/0")).containsEntry("MODE", "fast");
    assertThat(pod.at("/metadata/annotations/sallyport.dev~1injected-proxy").asText())
        .isEqualTo("true");
  }

  @Test
  void aContainerThatKnowsOfAProxyKeepsItsOwnSettingsAlone() {
    JsonNode pod = applied(INJECTOR.proxy(asked()));

    assertThat(variables(pod, "containers/1"))
        .containsEntry("https_proxy", "http://mine:1")
        .doesNotContainKeys("HTTPS_PROXY", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy");
  }

  @Test
  void theClusterIsReachedWithoutTheProxyAlsoByBareNamesOfTheSameNamespace() {
    String direct = variables(applied(INJECTOR.proxy(asked())), "containers/0").get("NO_PROXY");

    assertThat(direct.split(","))
        .contains("localhost", "127.0.0.1", ".svc", ".cluster.local", ".shop", "10.0.0.0/8")
        .contains("catalog", "orders")
        .doesNotHaveDuplicates();
    review.put("namespace", "other");
    assertThat(variables(applied(INJECTOR.proxy(asked())), "containers/0").get("NO_PROXY"))
        .contains(".other")
        .doesNotContain("catalog");
  }

  @Test
  void certificatesAreMountedInEveryContainerAndNamedWhereItNamesNoneItself() {
    JsonNode pod = applied(INJECTOR.certificates(asked()));

    assertThat(pod.at("/spec/volumes/1/name").asText()).isEqualTo("sallyport-ca");
    assertThat(pod.at("/spec/volumes/1/configMap/name").asText()).isEqualTo("roots");
    assertThat(pod.at("/spec/volumes/0/name").asText()).isEqualTo("token");
    for (String container : List.of("initContainers/0", "initContainers/1", "containers/0")) {
      assertThat(variables(pod, container))
          .containsEntry("SSL_CERT_FILE", "/etc/sallyport/ca/all.pem")
          .containsEntry("NODE_EXTRA_CA_CERTS", "/etc/sallyport/ca/all.pem");
      assertThat(pod.at("/spec/" + container + "/volumeMounts").findValuesAsText("mountPath"))
          .contains("/etc/sallyport/ca");
    }
    assertThat(variables(pod, "containers/1"))
        .containsEntry("SSL_CERT_FILE", "/mine.pem")
        .containsEntry("NODE_EXTRA_CA_CERTS", "/etc/sallyport/ca/all.pem");
  }

  @Test
  void whatWasGivenIsNotGivenAgainButToContainersThatCameLater() {
    object(applied(INJECTOR.proxy(asked())));
    object(applied(INJECTOR.certificates(asked())));
    assertThat(INJECTOR.proxy(asked()).additions()).isEmpty();
    assertThat(INJECTOR.certificates(asked()).additions()).isEmpty();

    ((ArrayNode) review.at("/object/spec/containers")).addObject().put("name", "mesh");
    JsonNode pod = applied(INJECTOR.certificates(asked()));
    assertThat(pod.at("/spec/volumes")).hasSize(2);
    assertThat(variables(pod, "containers/2")).containsKey("SSL_CERT_FILE");
    assertThat(variables(applied(INJECTOR.proxy(asked())), "containers/2")).containsKey("NO_PROXY");
  }

  @Test
  void aPodWithoutAnyListsIsGivenThem() {
    ((ObjectNode) review.at("/object/spec")).remove(List.of("volumes", "initContainers"));
    ((ObjectNode) review.at("/object/spec/containers/0")).remove(List.of("env", "volumeMounts"));

    JsonNode pod = applied(INJECTOR.certificates(asked()));

    assertThat(pod.at("/spec/volumes")).hasSize(1);
    assertThat(pod.at("/spec/containers/0/volumeMounts")).hasSize(1);
    assertThat(pod.at("/spec/containers/0/env")).hasSize(2);
  }

  @Test
  void aVolumeOfThatNameThatIsAnothersIsLeftAndSaid() {
    ((ArrayNode) review.at("/object/spec/volumes"))
        .addObject()
        .put("name", "sallyport-ca")
        .putObject("emptyDir");

    Verdict verdict = INJECTOR.certificates(asked());

    assertThat(verdict.additions()).isEmpty();
    assertThat(verdict.refusals()).isEmpty();
    assertThat(verdict.warnings())
        .singleElement()
        .asString()
        .contains("spec.volumes[sallyport-ca]");
  }

  @Test
  void aContainerWithSomethingElseAtThatPlaceIsLeft() {
    ((ArrayNode) review.at("/object/spec/containers/0/volumeMounts"))
        .addObject()
        .put("name", "token")
        .put("mountPath", "/etc/sallyport/ca/");

    JsonNode pod = applied(INJECTOR.certificates(asked()));

    assertThat(variables(pod, "containers/0")).containsOnlyKeys("MODE");
    assertThat(variables(pod, "containers/1")).containsKey("NODE_EXTRA_CA_CERTS");
  }

  @Test
  void mirrorsOfStaticPodsAndPodsOfWindowsAndOtherKindsAreNotTouched() {
    ObjectNode pod = (ObjectNode) review.path("object");
    pod.withObject("/metadata/annotations").put("kubernetes.io/config.mirror", "x");
    assertThat(INJECTOR.proxy(asked())).isEqualTo(Verdict.TAKEN);
    pod.withObject("/metadata").remove("annotations");
    assertThat(INJECTOR.proxy(asked())).isNotEqualTo(Verdict.TAKEN);
    pod.withObject("/spec/os").put("name", "windows");
    assertThat(INJECTOR.certificates(asked())).isEqualTo(Verdict.TAKEN);
    pod.withObject("/spec").remove("os");
    review.withObject("/kind").put("kind", "Deployment");
    assertThat(INJECTOR.certificates(asked())).isEqualTo(Verdict.TAKEN);
  }

  @Test
  void withoutSettingsNothingIsGiven() {
    PodInjector none = new PodInjector(InjectionSettings.NONE, "cluster.local", _ -> List.of());

    assertThat(none.proxy(asked())).isEqualTo(Verdict.TAKEN);
    assertThat(none.certificates(asked())).isEqualTo(Verdict.TAKEN);
  }

  private Request asked() {
    return Request.of(review);
  }

  private void object(JsonNode pod) {
    review.set("object", pod);
  }

  private JsonNode applied(Verdict verdict) {
    assertThat(verdict.refusals()).isEmpty();
    ArrayNode steps = JSON.createArrayNode();
    verdict
        .additions()
        .forEach(
            each ->
                steps
                    .addObject()
                    .put("op", "add")
                    .put("path", each.path())
                    .set("value", each.value()));
    return JsonPatch.apply(steps, review.path("object"));
  }

  private static Map<String, String> variables(JsonNode pod, String container) {
    Map<String, String> all = new TreeMap<>();
    for (JsonNode each : pod.at("/spec/" + container + "/env")) {
      assertThat(all.put(each.path("name").asText(), each.path("value").asText()))
          .as("said once")
          .isNull();
    }
    return all;
  }
}
