// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the authority in a Secret. Each change names the version of the Secret that it was made
 * from, so of two programs that make an authority at once one wins and the other takes that. Safe
 * for any thread.
 */
public final class SecretStore implements AuthorityStore {
  private static final String CERTIFICATES = "ca.crt";
  private static final String KEYS = "ca.key";
  private static final int ATTEMPTS = 10;

  private final KubernetesClient kube;
  private final String namespace;
  private final String name;

  /** Returns a store in the Secret of that name, which is made when absent. */
  public SecretStore(KubernetesClient kube, String namespace, String name) {
    this.kube = requireNonNull(kube, "kube");
    this.namespace = requireNonNull(namespace, "namespace");
    this.name = requireNonNull(name, "name");
  }

  @Override
  public String place() {
    return "Secret " + namespace + "/" + name;
  }

  @Override
  public AuthorityKeys change(UnaryOperator<AuthorityKeys> change) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        Secret found = kube.secrets().inNamespace(namespace).withName(name).get();
        AuthorityKeys before = read(found);
        AuthorityKeys after = change.apply(before);
        if (after.equals(before)) {
          return before;
        }
        write(found, after);
        return after;
      } catch (KubernetesClientException refused) {
        if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw new IOException(
              place() + ": " + brief(refused) + " (expected: the right to get and update it)",
              refused);
        }
      }
    }
    throw new IOException(place() + ": changed by others " + ATTEMPTS + " times in a row");
  }

  private AuthorityKeys read(@Nullable Secret found) throws IOException {
    Map<String, String> data = Optional.ofNullable(found).map(Secret::getData).orElse(Map.of());
    try {
      return Pem.authority(text(data, CERTIFICATES), text(data, KEYS));
    } catch (IOException unreadable) {
      throw new IOException(
          place() + ": " + unreadable.getMessage() + "; delete its data and a new one is made");
    }
  }

  private void write(@Nullable Secret found, AuthorityKeys keys) {
    SecretBuilder next =
        found == null
            ? new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
            : new SecretBuilder(found);
    Map<String, String> data =
        new HashMap<>(found == null || found.getData() == null ? Map.of() : found.getData());
    data.put(
        CERTIFICATES,
        encoded(
            Pem.certificates(keys.generations().stream().map(CertifiedKey::certificate).toList())));
    data.put(KEYS, encoded(Pem.keys(keys)));
    var resource = kube.secrets().inNamespace(namespace).resource(next.withData(data).build());
    if (found == null) {
      resource.create();
    } else {
      resource.update();
    }
  }

  private static String text(Map<String, String> data, String key) {
    String value = data.getOrDefault(key, "");
    return new String(Base64.getMimeDecoder().decode(value), StandardCharsets.US_ASCII);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String brief(KubernetesClientException refused) {
    return refused.getCode() <= 0
        ? "the Kubernetes API does not answer"
        : "the Kubernetes API answers " + refused.getCode();
  }
}
