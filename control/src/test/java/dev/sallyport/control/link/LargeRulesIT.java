// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.sallyport.control.FakeNode;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.Inventory;
import dev.sallyport.model.Inventory.Machine;
import dev.sallyport.model.Ruleset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules too large to be on their way to all nodes at once. */
class LargeRulesIT {
  private static final ControlLimits LIMITS = ControlLimits.DEFAULT;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final InstantSource clock = now::get;
  private final NodeRoster roster = new NodeRoster(clock, 100);
  private final Ruleset rules = large();
  private final NodeLinkService link =
      new NodeLinkService(
          "test",
          roster,
          summaries -> CompletableFuture.completedFuture(null),
          () -> rules,
          () -> true,
          LIMITS,
          clock);
  private Server server;

  @BeforeEach
  void start() {
    server =
        Server.builder()
            .http(0)
            .requestTimeout(Duration.ZERO)
            .service(GrpcService.builder().addService(link).useBlockingTaskExecutor(true).build())
            .build();
    server.start().join();
  }

  @AfterEach
  void stop() {
    link.close();
    server.stop().join();
  }

  @Test
  void allNodesGetThemThoughFewAreSentThemAtOnce() {
    List<FakeNode> nodes = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      nodes.add(new FakeNode(server.activeLocalPort(), "node-" + i, "boot"));
    }
    eventually(
        LONG,
        () -> assertThat(nodes).allSatisfy(each -> assertThat(each.ruleset).isEqualTo(rules)));
    nodes.forEach(FakeNode::close);
  }

  @Test
  void nodesThatNeverSayTheyHaveThemHoldUpOthersForAWhileOnly() {
    List<LazyNode> silent = new ArrayList<>();
    for (int i = 0; i < LIMITS.rulesLargeAtOnce(); i++) {
      silent.add(new LazyNode(server.activeLocalPort(), "silent-" + i, 0));
      silent.getLast().read(Integer.MAX_VALUE);
    }
    eventually(
        LONG,
        () -> assertThat(silent).allSatisfy(each -> assertThat(each.ruleset).isEqualTo(rules)));
    try (FakeNode other = new FakeNode(server.activeLocalPort(), "other", "boot")) {
      eventually(LONG, () -> assertThat(link.waitedForOthers()).isPositive());
      link.tick();
      assertThat(other.ruleset).as("all places are taken").isEqualTo(Ruleset.EMPTY);
      now.updateAndGet(it -> it.plusSeconds(60));
      link.tick();
      eventually(LONG, () -> assertThat(other.ruleset).isEqualTo(rules));
    }
    silent.forEach(LazyNode::close);
  }

  private static Ruleset large() {
    List<Machine> machines =
        IntStream.range(0, 10_000)
            .mapToObj(i -> new Machine("machine-number-" + i, Set.of(), List.of("10.1.0.0/24")))
            .toList();
    return new Ruleset(
        1, new Inventory(1, List.of(), List.of(), machines, Inventory.ClusterRanges.EMPTY));
  }
}
