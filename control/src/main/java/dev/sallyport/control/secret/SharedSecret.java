// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.secret;

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
import org.jspecify.annotations.Nullable;

/**
 * A Secret in which several programs keep what they share, each its own fields. Each change names
 * the version of the Secret that it was made from, so of two programs that change it at once one
 * wins and the other is asked again. Safe for any thread.
 */
public final class SharedSecret {
  private static final int ATTEMPTS = 10;

  private final KubernetesClient kube;
  private final String namespace;
  private final String name;

  /** Returns the Secret of that name, which is made when absent. */
  public SharedSecret(KubernetesClient kube, String namespace, String name) {
    this.kube = requireNonNull(kube, "kube");
    this.namespace = requireNonNull(namespace, "namespace");
    this.name = requireNonNull(name, "name");
  }

  /**
   * What to write, given the text of each field.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Change<T> {
    /** Says what becomes of the fields; it is asked again when another program was faster. */
    Changed<T> of(Map<String, String> fields) throws IOException;
  }

  /**
   * What comes of a change.
   *
   * @param result what who asked wants to know
   * @param fields fields to write; all others stay; empty to write nothing
   * @param <T> what comes of it
   */
  public record Changed<T>(T result, Map<String, String> fields) {
    public Changed {
      fields = Map.copyOf(fields);
    }
  }

  /** Returns where that is, for people. */
  public String place() {
    return "Secret " + namespace + "/" + name;
  }

  /**
   * Reads the fields and writes what {@code change} says.
   *
   * @return the result of the change that was written, or that had nothing to write
   * @throws IOException saying what could not be read or written, and what to do about it
   */
  public <T> T change(Change<T> change) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        Secret found = kube.secrets().inNamespace(namespace).withName(name).get();
        Changed<T> changed = change.of(texts(found));
        if (!changed.fields().isEmpty()) {
          write(found, changed.fields());
        }
        return changed.result();
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

  private void write(@Nullable Secret found, Map<String, String> fields) {
    SecretBuilder next =
        found == null
            ? new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
            : new SecretBuilder(found);
    Map<String, String> data = new HashMap<>(data(found));
    fields.forEach((field, text) -> data.put(field, encoded(text)));
    var resource = kube.secrets().inNamespace(namespace).resource(next.withData(data).build());
    if (found == null) {
      resource.create();
    } else {
      resource.update();
    }
  }

  private static Map<String, String> texts(@Nullable Secret found) {
    Map<String, String> texts = new HashMap<>();
    data(found).forEach((field, value) -> texts.put(field, decoded(value)));
    return texts;
  }

  private static Map<String, String> data(@Nullable Secret found) {
    return Optional.ofNullable(found).map(Secret::getData).orElse(Map.of());
  }

  private static String decoded(String value) {
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
