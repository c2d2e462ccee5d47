// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.MockCluster;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubeWatchIT {
  private MockCluster cluster;
  private ClusterState state;
  private KubeWatch watch;

  @BeforeEach
  void start() {
    cluster = new MockCluster();
    state = new ClusterState(InstantSource.system(), ControlLimits.DEFAULT);
    watch =
        new KubeWatch(
            KubeAccess.connect(Optional.of(cluster.url())), state, Duration.ofMinutes(10));
  }

  @AfterEach
  void stop() {
    watch.close();
    cluster.close();
  }

  @Test
  void whatExistsAndWhatComesLaterIsKnown() {
    var owner = cluster.deployment("shop", "catalog");
    cluster.pod("shop", "catalog-5d4f-a", "node-a", "10.1.0.7", owner);
    watch.start();
    eventually(() -> assertThat(watch.synced()).isTrue());
    eventually(() -> assertThat(watch.health().ok()).as(watch.health().message()).isTrue());
    assertThat(state.podCount()).isEqualTo(1);
    cluster.pod("shop", "catalog-5d4f-b", "node-a", "10.1.0.8", owner);
    eventually(
        () -> {
          var workload =
              state.snapshot().workloads().get(Workload.of("shop", "Deployment", "catalog").key());
          assertThat(workload.running()).isEqualTo(2);
          assertThat(workload.workload().labels()).doesNotContainKey("pod-template-hash");
        });
  }

  @Test
  void aStaticPodIsKnownAsItsNodeKnowsItUntilItsMirrorGoes() {
    String hash = "d1cacc051f0d1d491c26793bde732fa0";
    Pod mirror =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("web-node-a")
            .addToAnnotations("kubernetes.io/config.mirror", hash)
            .addToAnnotations("kubernetes.io/config.source", "file")
            .endMetadata()
            .withNewSpec()
            .withNodeName("node-a")
            .endSpec()
            .build();
    watch.start();
    Pod made = cluster.client().resource(mirror).create();
    eventually(() -> assertThat(state.pod(hash)).isPresent());
    assertThat(state.pod(made.getMetadata().getUid())).isEmpty();
    cluster.client().resource(made).delete();
    eventually(() -> assertThat(state.pod(hash)).isEmpty());
  }

  @Test
  void aPodReplacedByOneOfTheSameNameIsAnotherPod() {
    watch.start();
    Pod first = cluster.pod("shop", "db-0", "node-a", "10.1.0.7", null);
    eventually(() -> assertThat(state.pod(first.getMetadata().getUid())).isPresent());
    cluster.client().resource(first).delete();
    Pod second = cluster.pod("shop", "db-0", "node-a", "10.1.0.7", null);
    eventually(
        () -> {
          assertThat(state.pod(first.getMetadata().getUid())).isEmpty();
          assertThat(state.holder("10.1.0.7", Instant.now()))
              .isEqualTo(new Holder.Pod(second.getMetadata().getUid()));
        });
  }

  @Test
  void anApiThatIsAwayIsSaidSoAndFollowedAgainWhenItIsBack() {
    watch.start();
    cluster.pod("shop", "before", "node-a", "10.1.0.7", null);
    eventually(() -> assertThat(state.podCount()).isEqualTo(1));
    // What is only being opened when the mock goes away is not always answered by it.
    eventually(() -> assertThat(watch.health().ok()).as(watch.health().message()).isTrue());
    int port = cluster.away();
    eventually(
        () -> {
          assertThat(watch.health().ok()).isFalse();
          assertThat(watch.health().message()).contains("cannot watch");
        });
    assertThat(state.podCount()).as("what was known is kept").isEqualTo(1);
    cluster.back(port);
    eventually(
        Duration.ofSeconds(60),
        () -> assertThat(watch.health().ok()).as(watch.health().message()).isTrue());
    cluster.pod("shop", "after", "node-a", "10.1.0.9", null);
    eventually(
        () ->
            assertThat(state.snapshot().pods())
                .extracting(KnownPod::name)
                .contains("before", "after"));
  }

  @Test
  void anApiThatIsNotThereAtTheStartIsWaitedFor() {
    int port = cluster.away();
    watch.start();
    eventually(
        () -> assertThat(watch.health().message()).contains("the API server does not answer"));
    cluster.back(port);
    cluster.pod("shop", "late", "node-a", "10.1.0.9", null);
    eventually(Duration.ofSeconds(60), () -> assertThat(state.podCount()).isEqualTo(1));
  }
}
