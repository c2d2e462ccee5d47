// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;

/**
 * A cluster like any other: ports are forwarded by its API, as {@code kubectl port-forward} does.
 */
public final class AnyCluster implements Surroundings {
  private static final int API_PORT = 7080;

  private final KubernetesClient client;

  /** Returns the surroundings of that client's cluster. */
  public AnyCluster(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public HasMetadata dressed(HasMetadata object) {
    return object;
  }

  @Override
  public Way toControl(String namespace) {
    Pod pod =
        client
            .pods()
            .inNamespace(namespace)
            .withLabel("app.kubernetes.io/component", "control")
            .list()
            .getItems()
            .stream()
            .filter(each -> "Running".equals(each.getStatus().getPhase()))
            .filter(each -> each.getMetadata().getDeletionTimestamp() == null)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no control pod runs in " + namespace));
    LocalPortForward forward =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod.getMetadata().getName())
            .portForward(API_PORT);
    return new Way() {
      @Override
      public URI address() {
        return URI.create("http://127.0.0.1:" + forward.getLocalPort());
      }

      @Override
      public void close() {
        try {
          forward.close();
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }
}
