// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.Control;
import dev.sallyport.control.MockCluster;
import dev.sallyport.control.config.ControlConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way by which the Kubernetes API comes to believe control and to ask it. */
class AdmissionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  @TempDir Path state;

  @Test
  void theApiIsToldWhomToBelieveAndThenGetsItsAnswers() throws Exception {
    try (MockCluster cluster = new MockCluster()) {
      register(cluster);
      try (Control control = Control.start(config(cluster))) {
        eventually(
            PATIENCE,
            () ->
                assertThat(webhooks(cluster))
                    .allSatisfy(
                        each -> assertThat(each.getClientConfig().getCaBundle()).isNotEmpty()));
        ValidatingWebhook first = webhooks(cluster).getFirst();
        assertThat(webhooks(cluster)).hasSize(2);
        assertThat(first.getClientConfig().getService().getName()).isEqualTo("sallyport-control");
        assertThat(first.getTimeoutSeconds()).isEqualTo(5);
        String bundle =
            new String(
                Base64.getDecoder().decode(first.getClientConfig().getCaBundle()),
                StandardCharsets.US_ASCII);
        TlsCall call =
            new TlsCall(control.admissionPort(), "sallyport-control.sallyport.svc", bundle);
        TlsCall.Answer answer =
            call.post(AdmissionServer.POLICIES, "application/json", document("policy"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().at("/response/allowed").asBoolean()).isTrue();
        TlsCall.Answer warned =
            call.post(AdmissionServer.WORKLOADS, "application/json", document("deployment"));
        assertThat(warned.body().at("/response/allowed").asBoolean()).isTrue();
        assertThat(warned.body().at("/response/warnings")).isNotEmpty();
        // Whoever writes it anew, as an upgrade may, takes the certificates out of it.
        register(cluster);
        eventually(
            PATIENCE,
            () ->
                assertThat(webhooks(cluster))
                    .allSatisfy(
                        each ->
                            assertThat(each.getClientConfig().getCaBundle())
                                .isEqualTo(first.getClientConfig().getCaBundle())));
      }
    }
  }

  private static List<ValidatingWebhook> webhooks(MockCluster cluster) {
    return cluster
        .client()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName("sallyport")
        .get()
        .getWebhooks();
  }

  private static void register(MockCluster cluster) {
    var configuration =
        new ValidatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName("sallyport")
            .endMetadata();
    for (String each : List.of("policies", "workloads")) {
      configuration
          .addNewWebhook()
          .withName(each + ".sallyport.dev")
          .withNewClientConfig()
          .withNewService("sallyport-control", "sallyport", "/validate/" + each, 7444)
          .endClientConfig()
          .withAdmissionReviewVersions("v1")
          .withSideEffects("None")
          .withTimeoutSeconds(5)
          .endWebhook();
    }
    cluster.client().resource(configuration.build()).createOr(it -> it.update());
  }

  private static byte[] document(String name) throws Exception {
    try (InputStream in = AdmissionIT.class.getResourceAsStream(name + ".json")) {
      return in.readAllBytes();
    }
  }

  private ControlConfig config(MockCluster cluster) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SALLYPORT_API_PORT", "0");
    settings.put("SALLYPORT_LINK_PORT", "0");
    settings.put("SALLYPORT_ADMISSION_PORT", "0");
    settings.put("SALLYPORT_WORKLOAD_GUARD", "observe");
    settings.put("SALLYPORT_LISTEN_ADDRESS", "127.0.0.1");
    settings.put("SALLYPORT_STATE_DIR", state.toString());
    settings.put("SALLYPORT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none");
    settings.put("SALLYPORT_KUBE_API", cluster.url().toString());
    return ControlConfig.from(settings);
  }
}
