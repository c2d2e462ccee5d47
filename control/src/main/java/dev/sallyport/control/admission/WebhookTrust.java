// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final List<Registered> registered;
  private final Map<String, String> troubles = new HashMap<>();

  /**
   * Returns a writer to the objects of that name: those that look, and those that change or not.
   */
  WebhookTrust(KubernetesClient client, String name, boolean injects) {
    this.client = requireNonNull(client, "client");
    this.name = requireNonNull(name, "name");
    Registered looks = new Registered.Validating(name);
    this.registered = injects ? List.of(looks, new Registered.Mutating(name)) : List.of(looks);
  }

  /** Has every webhook believe the certificates, unless it does; trouble is logged once. */
  void keep(String bundle) {
    String wanted = Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.US_ASCII));
    registered.forEach(each -> keep(each, wanted));
  }

  private void keep(Registered webhooks, String bundle) {
    try {
      Optional<Map<String, String>> found = webhooks.bundles(client);
      if (found.isEmpty()) {
        note(webhooks, "there is no %s %s, so nobody asks".formatted(webhooks.kind(), name));
        return;
      }
      if (!found.get().values().stream().allMatch(bundle::equals)) {
        client
            .resource(webhooks.believing(found.get().keySet(), bundle))
            .fieldManager(OURSELVES)
            .forceConflicts()
            .serverSideApply();
        log.info(
            "Admission: the Kubernetes API was told which certificates to believe ({})",
            webhooks.kind());
      }
      troubles.remove(webhooks.kind());
    } catch (KubernetesClientException e) {
      note(
          webhooks,
          "the certificates of the %s cannot be told: %s"
              .formatted(webhooks.kind(), e.getMessage()));
    }
  }

  private void note(Registered webhooks, String why) {
    if (!why.equals(troubles.put(webhooks.kind(), why))) {
      log.warn("Admission: {}", why);
    }
  }
}
