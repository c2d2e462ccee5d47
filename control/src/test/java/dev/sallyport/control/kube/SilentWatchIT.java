// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.MockCluster;
import dev.sallyport.control.config.ControlLimits;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client library waits for too long, or for ever. */
class SilentWatchIT {
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMillis(200));

  private MockCluster cluster;
  private SilentProxy proxy;
  private KubernetesClient client;
  private ClusterState state;
  private KubeWatch watch;

  @BeforeEach
  void start() {
    cluster = new MockCluster();
    proxy = new SilentProxy(cluster.url());
    client = KubeAccess.connect(Optional.of(proxy.url()), Duration.ofSeconds(5));
    state = new ClusterState(InstantSource.system(), ControlLimits.DEFAULT);
    watch = new KubeWatch(client, state, Duration.ofMinutes(10), PATIENCE);
  }

  @AfterEach
  void stop() {
    watch.close();
    client.close();
    proxy.close();
    cluster.close();
  }

  @Test
  void aListThatNeverEndsIsGivenUpAndAskedForAgain() {
    cluster.pod("shop", "here", "node-a", "10.1.0.7", null);
    proxy.neverEnd("/api/v1/pods");
    watch.start();
    eventually(() -> assertThat(proxy.gaveEndless()).isTrue());
    assertThat(watch.listed()).isFalse();
    eventually(() -> assertThat(watch.health().ok()).as(watch.health().message()).isTrue());
    assertThat(state.podCount()).isEqualTo(1);
    assertThat(watch.restarts()).isPositive();
  }

  @Test
  void whatWentWhileTheConnectionWasDeadIsGoneWhenTheApiIsBack() {
    Pod before = cluster.pod("shop", "before", "node-a", "10.1.0.7", null);
    watch.start();
    eventually(() -> assertThat(watch.health().ok()).as(watch.health().message()).isTrue());
    assertThat(state.podCount()).isEqualTo(1);
    proxy.fallSilent();
    cluster.client().resource(before).delete();
    eventually(
        () -> {
          assertThat(watch.health().ok()).isFalse();
          assertThat(watch.health().message()).contains("the API server does not answer");
        });
    assertThat(state.podCount()).as("what was known is kept").isEqualTo(1);
    assertThat(watch.listed()).as("what is known counts as listed").isTrue();
    proxy.speak();
    eventually(() -> assertThat(state.podCount()).isZero());
    cluster.pod("shop", "after", "node-a", "10.1.0.9", null);
    eventually(() -> assertThat(state.snapshot().pods()).hasSize(1));
    eventually(() -> assertThat(watch.health().ok()).as(watch.health().message()).isTrue());
  }
}
