// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.startup;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.MockCluster;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartupTaintIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String KEY = "sallyport.dev/not-ready";

  private final MockCluster cluster = new MockCluster();
  private final Map<String, String> ready = new ConcurrentHashMap<>();
  private final AtomicBoolean leads = new AtomicBoolean(true);
  private final StartupTaint taint =
      new StartupTaint(cluster.client(), KEY, () -> Map.copyOf(ready), leads::get);

  @AfterEach
  void stop() {
    taint.close();
    cluster.close();
  }

  @Test
  void aNodeWhoseProgramIsReadyLosesTheTaintAndNoOther() {
    node("one", "first", KEY, "second", KEY);
    node("two", KEY);
    taint.start();
    ready.put("one", "a");
    eventually(PATIENCE, () -> assertThat(taints("one")).containsExactly("first", "second"));
    assertThat(taints("two")).as("its program is not ready").containsExactly(KEY);
    ready.put("two", "b");
    eventually(PATIENCE, () -> assertThat(taints("two")).isEmpty());
  }

  @Test
  void aMachineThatJoinsAnewIsLookedAtAnewAndOneThatRunsIsLeftAlone() {
    node("one", KEY);
    node("two");
    taint.start();
    ready.put("one", "a");
    eventually(PATIENCE, () -> assertThat(taints("one")).isEmpty());
    node("one", KEY);
    ready.put("two", "b");
    node("three", KEY);
    ready.put("three", "c");
    eventually(PATIENCE, () -> assertThat(taints("three")).isEmpty());
    assertThat(taints("one")).as("somebody put it there while it ran").containsExactly(KEY);
    ready.put("one", "next life");
    eventually(PATIENCE, () -> assertThat(taints("one")).isEmpty());
  }

  @Test
  void whoDoesNotLeadWritesNothing() {
    node("one", KEY);
    leads.set(false);
    ready.put("one", "a");
    ready.put("gone", "b");
    taint.start();
    assertThat(taints("one")).containsExactly(KEY);
    leads.set(true);
    eventually(PATIENCE, () -> assertThat(taints("one")).isEmpty());
  }

  private void node(String name, String... keys) {
    List<Taint> taints =
        java.util.Arrays.stream(keys)
            .map(each -> new TaintBuilder().withKey(each).withEffect("NoSchedule").build())
            .toList();
    cluster
        .client()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withTaints(taints)
                .endSpec()
                .build())
        .createOr(it -> it.update());
  }

  private List<String> taints(String name) {
    return cluster.client().nodes().withName(name).get().getSpec().getTaints().stream()
        .map(Taint::getKey)
        .toList();
  }
}
