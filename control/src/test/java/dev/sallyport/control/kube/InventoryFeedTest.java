// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.Inventory;
import java.time.InstantSource;
import java.util.List;
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
