// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the Kubernetes API which certificates to believe when it asks: the {@code caBundle} of each
 * webhook, by server-side apply, so that this program owns that field and nothing else. Not
 * thread-safe.
 */
final class WebhookTrust {
  private static final Logger log = LoggerFactory.getLogger(WebhookTrust.class);
  private static final String OURSELVES = "sallyport-control";

  private final KubernetesClient client;
  private final String name;
  private String trouble = "";

  /** Returns a writer to the ValidatingWebhookConfiguration of that name. */
  WebhookTrust(KubernetesClient client, String name) {
    this.client = requireNonNull(client, "client");
    this.name = requireNonNull(name, "name");
  }

  /** Has every webhook believe the certificates, unless it does; trouble is logged once. */
  void keep(String bundle) {
    try {
      ValidatingWebhookConfiguration found =
          client
              .admissionRegistration()
              .v1()
              .validatingWebhookConfigurations()
              .withName(name)
              .get();
      if (found == null) {
        note("there is no ValidatingWebhookConfiguration " + name + ", so nobody asks");
        return;
      }
      String wanted =
          Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.US_ASCII));
      boolean current =
          found.getWebhooks().stream()
              .allMatch(each -> wanted.equals(each.getClientConfig().getCaBundle()));
      if (!current) {
        apply(found, wanted);
        log.info("Admission: the Kubernetes API was told which certificates to believe");
      }
      trouble = "";
    } catch (KubernetesClientException e) {
      note("the webhooks' certificates cannot be told: " + e.getMessage());
    }
  }

  private void apply(ValidatingWebhookConfiguration found, String bundle) {
    List<ValidatingWebhook> webhooks =
        found.getWebhooks().stream()
            .map(
                each ->
                    new ValidatingWebhookBuilder()
                        .withName(each.getName())
                        .withNewClientConfig()
                        .withCaBundle(bundle)
                        .endClientConfig()
                        .build())
            .toList();
    client
        .resource(
            new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withWebhooks(webhooks)
                .build())
        .fieldManager(OURSELVES)
        .forceConflicts()
        .serverSideApply();
  }

  private void note(String why) {
    if (!why.equals(trouble)) {
      log.warn("Admission: {}", why);
    }
    trouble = why;
  }
}
