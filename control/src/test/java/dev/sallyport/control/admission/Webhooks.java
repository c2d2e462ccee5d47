// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import dev.sallyport.control.MockCluster;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The webhooks of an installation as its chart registers them, and what control writes there. */
record Webhooks(MockCluster cluster) {
  static final String SERVICE = "sallyport-control.sallyport.svc";

  /** Writes them as an upgrade may, which takes out the certificates. */
  void register() {
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
    MutatingWebhookConfiguration injects =
        new MutatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName("sallyport")
            .endMetadata()
            .addNewWebhook()
            .withName("proxy.pod.inject.sallyport.dev")
            .withNewClientConfig()
            .withNewService("sallyport-control", "sallyport", AdmissionServer.PROXY, 7444)
            .endClientConfig()
            .withAdmissionReviewVersions("v1")
            .withSideEffects("None")
            .endWebhook()
            .build();
    cluster.client().resource(injects).createOr(it -> it.update());
  }

  /** Returns what the webhook through which pods are changed believes; empty for nothing. */
  String injectionBundle() {
    String said =
        cluster
            .client()
            .admissionRegistration()
            .v1()
            .mutatingWebhookConfigurations()
            .withName("sallyport")
            .get()
            .getWebhooks()
            .getFirst()
            .getClientConfig()
            .getCaBundle();
    return said == null
        ? ""
        : new String(Base64.getDecoder().decode(said), StandardCharsets.US_ASCII);
  }

  List<ValidatingWebhook> all() {
    return cluster
        .client()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName("sallyport")
        .get()
        .getWebhooks();
  }

  /** Returns the certificates that all of them believe; empty while there are none or several. */
  String bundle() {
    List<String> said =
        all().stream()
            .map(each -> String.valueOf(each.getClientConfig().getCaBundle()))
            .distinct()
            .collect(Collectors.toList());
    return said.size() != 1 || said.getFirst().equals("null")
        ? ""
        : new String(Base64.getDecoder().decode(said.getFirst()), StandardCharsets.US_ASCII);
  }

  /** Asks on that port as the Kubernetes API would that believes those certificates. */
  static TlsCall.Answer ask(int port, String believed, String path, String document)
      throws Exception {
    return new TlsCall(port, SERVICE, believed).post(path, "application/json", read(document));
  }

  private static byte[] read(String document) throws IOException {
    try (InputStream in = Webhooks.class.getResourceAsStream(document + ".json")) {
      return in.readAllBytes();
    }
  }
}
