// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A cluster like any other: control is read over a port that the Kubernetes API forwards, as {@code
 * kubectl port-forward} does; where that fails, through its proxy of Services.
 */
public final class AnyCluster implements Surroundings {
  private static final int API_PORT = 7080;
  private static final int PATIENCE_SECONDS = 20;

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
    return new TwoWays(client, forward, namespace, token(namespace));
  }

  /** Makes a token of control's own account, which may read; none where that is refused. */
  private Optional<String> token(String namespace) {
    try {
      TokenRequest made =
          client
              .serviceAccounts()
              .inNamespace(namespace)
              .withName(namespace + "-control")
              .tokenRequest(
                  new TokenRequestBuilder()
                      .withNewSpec()
                      .withExpirationSeconds(3600L)
                      .endSpec()
                      .build());
      return Optional.ofNullable(made)
          .map(TokenRequest::getStatus)
          .map(TokenRequestStatus::getToken);
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  private static final class TwoWays implements Way {
    private final KubernetesClient client;
    private final LocalPortForward forward;
    private final HttpReader forwarded;
    private final Optional<String> token;
    private final String service;

    TwoWays(
        KubernetesClient client,
        LocalPortForward forward,
        String namespace,
        Optional<String> token) {
      this.client = client;
      this.forward = forward;
      this.token = token;
      this.forwarded =
          new HttpReader(URI.create("http://127.0.0.1:" + forward.getLocalPort()), token);
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
        var asked =
            client
                .getHttpClient()
                .newHttpRequestBuilder()
                .uri(client.getMasterUrl().toURI().resolve(service + path));
        token.ifPresent(it -> asked.header(HttpReader.TOKEN_HEADER, it));
        HttpResponse<String> answer =
            client
                .getHttpClient()
                .sendAsync(asked.build(), String.class)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer.isSuccessful()) {
          return answer.body();
        }
        before.addSuppressed(new IOException("by the proxy of Services: " + answer.code()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (URISyntaxException | ExecutionException | TimeoutException e) {
        before.addSuppressed(e);
      }
      throw before;
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
