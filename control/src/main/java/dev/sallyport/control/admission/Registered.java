// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object of the Kubernetes API that lists webhooks. */
sealed interface Registered {
  /** Returns the kind of the object. */
  String kind();

  /**
   * Returns what each webhook believes, in base64 and empty for nothing, by its name; empty when
   * the object is not there. Blocks.
   */
  Optional<Map<String, String>> bundles(KubernetesClient client);

  /** Returns the object with that bundle for each, and nothing else: for server-side apply. */
  HasMetadata believing(Collection<String> webhooks, String bundle);

  private static String bundle(WebhookClientConfig config) {
    @Nullable String said = config.getCaBundle();
    return said == null ? "" : said;
  }

  /** Those that look at objects. */
  record Validating(String name) implements Registered {
    @Override
    public String kind() {
      return "ValidatingWebhookConfiguration";
    }

    @Override
    public Optional<Map<String, String>> bundles(KubernetesClient client) {
      var all = client.admissionRegistration().v1().validatingWebhookConfigurations();
      return Optional.ofNullable(all.withName(name).get())
          .map(
              it -> {
                Map<String, String> bundles = new HashMap<>();
                it.getWebhooks()
                    .forEach(each -> bundles.put(each.getName(), bundle(each.getClientConfig())));
                return bundles;
              });
    }

    @Override
    public HasMetadata believing(Collection<String> webhooks, String bundle) {
      var object =
          new ValidatingWebhookConfigurationBuilder()
              .withNewMetadata()
              .withName(name)
              .endMetadata();
      for (String each : webhooks) {
        object.addToWebhooks(
            new ValidatingWebhookBuilder()
                .withName(each)
                .withNewClientConfig()
                .withCaBundle(bundle)
                .endClientConfig()
                .build());
      }
      return object.build();
    }
  }

  /** Those that change objects. */
  record Mutating(String name) implements Registered {
    @Override
    public String kind() {
      return "MutatingWebhookConfiguration";
    }

    @Override
    public Optional<Map<String, String>> bundles(KubernetesClient client) {
      var all = client.admissionRegistration().v1().mutatingWebhookConfigurations();
      return Optional.ofNullable(all.withName(name).get())
          .map(
              it -> {
                Map<String, String> bundles = new HashMap<>();
                it.getWebhooks()
                    .forEach(each -> bundles.put(each.getName(), bundle(each.getClientConfig())));
                return bundles;
              });
    }

    @Override
    public HasMetadata believing(Collection<String> webhooks, String bundle) {
      var object =
          new MutatingWebhookConfigurationBuilder().withNewMetadata().withName(name).endMetadata();
      for (String each : webhooks) {
        object.addToWebhooks(
            new MutatingWebhookBuilder()
                .withName(each)
                .withNewClientConfig()
                .withCaBundle(bundle)
                .endClientConfig()
                .build());
      }
      return object.build();
    }
  }
}
