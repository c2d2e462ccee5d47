// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How the Kubernetes API is reached. */
public final class KubeAccess {
  private static final int REQUEST_TIMEOUT_MILLIS = 20_000;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int RETRY_MILLIS = 500;

  private KubeAccess() {}

  /**
   * Returns a client that connects when first used.
   *
   * @param api plain address of an API server without authentication; empty to take KUBECONFIG or,
   *     in a pod, the files of the service account
   */
  public static KubernetesClient connect(Optional<URI> api) {
    return connect(api, Duration.ofMillis(REQUEST_TIMEOUT_MILLIS));
  }

  /** Returns a client whose requests end after {@code patience}, with an answer or without. */
  public static KubernetesClient connect(Optional<URI> api, Duration patience) {
    int millis = (int) patience.toMillis();
    Config base =
        api.map(
                url ->
                    new ConfigBuilder(Config.empty())
                        .withMasterUrl(url.toString())
                        .withTrustCerts(false)
                        .build())
            .orElseGet(() -> Config.autoConfigure(null));
    Config config =
        new ConfigBuilder(base)
            .withRequestTimeout(millis)
            .withConnectionTimeout(Math.min(millis, CONNECT_TIMEOUT_MILLIS))
            .withRequestRetryBackoffLimit(0)
            .withWatchReconnectInterval(RETRY_MILLIS)
            .withHttp2Disable(true)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }
}
