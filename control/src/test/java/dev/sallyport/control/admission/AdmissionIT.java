// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.Control;
import dev.sallyport.control.MockCluster;
import dev.sallyport.control.config.ControlConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way by which the Kubernetes API comes to believe control and to ask it. */
class AdmissionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  @TempDir Path state;
  private final MockCluster cluster = new MockCluster();
  private final Webhooks webhooks = new Webhooks(cluster);

  @BeforeEach
  void register() {
    webhooks.register();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void theApiIsToldWhomToBelieveAndThenGetsTheAnswersOfEachProgram() throws Exception {
    try (Control first = Control.start(config("first", Map.of("SALLYPORT_LINK_TLS", "off")))) {
      eventually(PATIENCE, () -> assertThat(webhooks.bundle()).isNotEmpty().isEqualTo(kept()));
      assertThat(told()).as("no node asks without TLS on the link").isNull();
      ValidatingWebhook policies = webhooks.all().getFirst();
      assertThat(webhooks.all()).hasSize(2);
      assertThat(policies.getClientConfig().getService().getName()).isEqualTo("sallyport-control");
      assertThat(policies.getTimeoutSeconds()).isEqualTo(5);
      webhooks.register();
      try (Control second = Control.start(config("second", Map.of()))) {
        eventually(PATIENCE, () -> assertThat(webhooks.bundle()).isNotEmpty().isEqualTo(kept()));
        eventually(PATIENCE, () -> assertThat(told().getData()).containsValue(kept()));
        eventually(PATIENCE, () -> assertThat(second.admissionPort()).isPositive());
        eventually(PATIENCE, () -> assertThat(webhooks.injectionBundle()).isEqualTo(kept()));
        requireAnswers(first.admissionPort());
        requireAnswers(second.admissionPort());
      }
    }
  }

  private void requireAnswers(int port) throws Exception {
    String bundle = webhooks.bundle();
    TlsCall.Answer taken = Webhooks.ask(port, bundle, AdmissionServer.POLICIES, "policy");
    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.body().at("/response/allowed").asBoolean()).isTrue();
    TlsCall.Answer warned = Webhooks.ask(port, bundle, AdmissionServer.WORKLOADS, "deployment");
    assertThat(warned.body().at("/response/allowed").asBoolean()).isTrue();
    assertThat(warned.body().at("/response/warnings")).isNotEmpty();
    TlsCall.Answer given = Webhooks.ask(port, bundle, AdmissionServer.PROXY, "pod");
    assertThat(given.body().at("/response/patchType").asText()).isEqualTo("JSONPatch");
  }

  /** Returns what nodes are told to believe; null while nothing is. */
  private ConfigMap told() {
    return cluster.client().configMaps().inNamespace("sallyport").withName("sallyport-ca").get();
  }

  /** Returns the certificates of the authority that the cluster keeps. */
  private String kept() {
    String data =
        cluster
            .client()
            .secrets()
            .inNamespace("sallyport")
            .withName("sallyport-ca")
            .get()
            .getData()
            .get("ca.crt");
    return new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
  }

  private ControlConfig config(String name, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("SALLYPORT_LEADER_ELECTION", "on");
    settings.put("SALLYPORT_POD_NAME", name);
    settings.put("SALLYPORT_API_PORT", "0");
    settings.put("SALLYPORT_LINK_PORT", "0");
    settings.put("SALLYPORT_ADMISSION_PORT", "0");
    settings.put("SALLYPORT_WORKLOAD_GUARD", "observe");
    settings.put("SALLYPORT_INJECT_PROXY", "http://proxy.example:3128");
    settings.put("SALLYPORT_LISTEN_ADDRESS", "127.0.0.1");
    settings.put("SALLYPORT_STATE_DIR", state.resolve(name).toString());
    settings.put("SALLYPORT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none");
    settings.put("SALLYPORT_KUBE_API", cluster.url().toString());
    return ControlConfig.from(settings);
  }
}
