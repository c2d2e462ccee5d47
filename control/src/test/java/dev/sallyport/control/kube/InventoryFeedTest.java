// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.Inventory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InventoryFeedTest {
  private final ClusterState state =
      new ClusterState(InstantSource.system(), ControlLimits.DEFAULT);
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Inventory> published = new CopyOnWriteArrayList<>();
  private volatile boolean listed;

  @Test
  void nothingIsToldOfAClusterThatIsHalfListedAndAllOnceItIs() {
    try (InventoryFeed feed = feed()) {
      state.put(node("node-a", "10.244.0.0/24"));
      int before = asked.get();
      eventually(() -> assertThat(asked.get()).isGreaterThan(before + 1));
      assertThat(published).isEmpty();
      assertThat(feed.current()).isEqualTo(Inventory.EMPTY);
      state.put(node("node-b", "10.244.1.0/24"));
      listed = true;
      eventually(() -> assertThat(published).isNotEmpty());
      assertThat(published.getFirst().ranges().podRanges())
          .containsExactlyInAnyOrder("10.244.0.0/24", "10.244.1.0/24");
    }
  }

  @Test
  void aStaticPodStandsBehindTheServiceWhoseSliceNamesItsMirror() {
    listed = true;
    try (InventoryFeed feed = feed()) {
      state.put(staticPod());
      state.put(
          new ServiceFact(
              "s",
              "kube-system",
              "etcd",
              "NodePort",
              List.of("10.96.0.9"),
              List.of(),
              Map.of(),
              List.of(),
              ""));
      state.put(
          new SliceFact(
              "e",
              "kube-system",
              "etcd",
              List.of(new SliceFact.Member(List.of("10.1.0.9"), "mirror", true)),
              Map.of("", 2379)));
      eventually(
          () -> {
            assertThat(published).isNotEmpty();
            assertThat(published.getLast().services())
                .singleElement()
                .satisfies(it -> assertThat(it.workloads()).hasSize(1));
          });
      assertThat(feed.current().services()).hasSize(1);
      assertThat(state.ingressParties()).hasSize(1);
      state.podGone("d1cacc051f0d1d491c26793bde732fa0");
      assertThat(state.ingressParties()).isEmpty();
    }
  }

  private static PodFact staticPod() {
    return new PodFact(
        "d1cacc051f0d1d491c26793bde732fa0",
        "kube-system",
        "etcd-node-a",
        "node-a",
        true,
        List.of("192.0.2.1"),
        "default",
        new TreeMap<>(),
        "",
        null,
        Instant.EPOCH,
        "Running",
        null,
        null,
        "mirror");
  }

  private InventoryFeed feed() {
    InventoryFeed feed =
        new InventoryFeed(
            state,
            (_, _) -> false,
            () -> {
              asked.incrementAndGet();
              return listed;
            },
            "cluster.local",
            InstantSource.system(),
            ControlLimits.DEFAULT);
    feed.onPublish(published::add);
    state.onChange(feed::touch);
    feed.start();
    return feed;
  }

  private static NodeFact node(String name, String range) {
    return new NodeFact(name, List.of(), List.of(range));
  }
}
