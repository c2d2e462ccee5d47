// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;

/**
 * A cluster like any other: control is read over a port that the Kubernetes API forwards, as {@code
 * kubectl port-forward} does; where that fails, through its proxy of Services.
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
    return new TwoWays(client, forward, namespace);
  }

  private static final class TwoWays implements Way {
    private final KubernetesClient client;
    private final LocalPortForward forward;
    private final HttpReader forwarded;
    private final String service;

    TwoWays(KubernetesClient client, LocalPortForward forward, String namespace) {
      this.client = client;
      this.forward = forward;
      this.forwarded = new HttpReader(URI.create("http://127.0.0.1:" + forward.getLocalPort()));
      this.service =
          "/api/v1/namespaces/%1$s/services/http:%1$s-control:%2$d/proxy"
              .formatted(namespace, API_PORT);
    }

    @Override
    public String read(String path) throws IOException {
      try {
        return forwarded.read(path);
      } catch (IOException e) {
        return proxied(path, e);
      }
    }

    private String proxied(String path, IOException before) throws IOException {
      try {
        return client.raw(service + path);
      } catch (KubernetesClientException e) {
        before.addSuppressed(e);
        throw before;
      }
    }

    @Override
    public void close() {
      forwarded.close();
      try {
        forward.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
