// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.FakeNode;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.Inventory;
import dev.sallyport.model.Inventory.Machine;
import dev.sallyport.model.Ruleset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLinkIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final AtomicReference<Ruleset> ruleset = new AtomicReference<>(Ruleset.EMPTY);
  private final Map<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();
  private final Map<Object, Long> counted = new ConcurrentHashMap<>();
  private final NodeRoster roster = new NodeRoster(InstantSource.system(), 110);
  private final NodeLinkService link =
      new NodeLinkService(
          "test",
          roster,
          this::take,
          ruleset::get,
          () -> true,
          ControlLimits.DEFAULT,
          InstantSource.system());
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

  private CompletionStage<Void> take(List<Summary> summaries) {
    for (Summary each : summaries) {
      counted.putIfAbsent(each.id(), each.exchanges());
    }
    String node = summaries.getFirst().id().node();
    return held.getOrDefault(node, CompletableFuture.completedFuture(null));
  }

  @Test
  void manyNodesAreServedAtOnceAndNothingIsLostOrDoubled() {
    List<FakeNode> nodes = new ArrayList<>();
    long start = Instant.now().getEpochSecond() / 5 * 5;
    for (int i = 0; i < 100; i++) {
      nodes.add(new FakeNode(server.activeLocalPort(), "node-" + i, "boot"));
    }
    for (int window = 0; window < 20; window++) {
      for (FakeNode each : nodes) {
        each.send(Summaries.one(each.name, "boot", start + 5L * window, 3));
      }
    }
    eventually(
        LONG, () -> assertThat(nodes).allSatisfy(each -> assertThat(each.acked).isEqualTo(20)));
    assertThat(counted).hasSize(2_000);
    assertThat(roster.nodes()).hasSize(100).allSatisfy(it -> assertThat(it.connected()).isTrue());
    nodes.forEach(FakeNode::close);
    eventually(() -> assertThat(link.connected()).isZero());
  }

  @Test
  void aNodeWhoseSummariesAreNotStoredYetHoldsUpNoOther() {
    CompletableFuture<Void> stored = new CompletableFuture<>();
    held.put("slow", stored);
    try (FakeNode slow = new FakeNode(server.activeLocalPort(), "slow", "boot");
        FakeNode quick = new FakeNode(server.activeLocalPort(), "quick", "boot")) {
      slow.send(Summaries.one("slow", "boot", 1_000_000, 1));
      quick.send(Summaries.one("quick", "boot", 1_000_000, 1));
      eventually(() -> assertThat(quick.acked).isEqualTo(1));
      assertThat(slow.acked).isEqualTo(-1);
      stored.complete(null);
      eventually(() -> assertThat(slow.acked).isEqualTo(1));
    }
  }

  @Test
  void aProgramThatAnotherFollowedSendsItsWindowsAndTakesNobodysPlace() {
    try (FakeNode follows = new FakeNode(server.activeLocalPort(), "a", "second")) {
      eventually(() -> assertThat(follows.welcome).isTrue());
      follows.captured("pod");
      eventually(() -> assertThat(roster.nodes().getFirst().captures()).hasSize(1));
      try (FakeNode leaves = FakeNode.leaving(server.activeLocalPort(), "a", "first")) {
        leaves.captured();
        leaves.send(Summaries.one("a", "first", 1_000_000, 1));
        follows.send(Summaries.one("a", "second", 1_000_000, 1));
        eventually(() -> assertThat(leaves.acked).isEqualTo(1));
        eventually(() -> assertThat(follows.acked).isEqualTo(1));
        publish(2, 1);
        eventually(LONG, () -> assertThat(leaves.ruleset.version()).isEqualTo(2));
        eventually(LONG, () -> assertThat(follows.ruleset.version()).isEqualTo(2));
        assertThat(follows.ended).isNull();
      }
      eventually(() -> assertThat(link.connected()).isEqualTo(1));
      assertThat(roster.nodes()).hasSize(1);
      assertThat(roster.nodes().getFirst().boot()).isEqualTo("second");
      assertThat(roster.nodes().getFirst().connected()).isTrue();
      assertThat(roster.nodes().getFirst().captures()).hasSize(1);
      assertThat(counted).hasSize(2);
    }
  }

  @Test
  void aNodeThatReadsNothingSkipsVersionsAndHoldsUpNoOther() {
    publish(1, 200);
    LazyNode lazy = new LazyNode(server.activeLocalPort(), "lazy", 0);
    try (FakeNode quick = new FakeNode(server.activeLocalPort(), "quick", "boot")) {
      eventually(() -> assertThat(roster.nodes()).hasSize(2));
      for (int version = 2; version <= 300; version++) {
        publish(version, 200);
      }
      eventually(LONG, () -> assertThat(quick.ruleset.version()).isEqualTo(300));
      lazy.read(Integer.MAX_VALUE);
      eventually(LONG, () -> assertThat(lazy.ruleset.version()).isEqualTo(300));
      assertThat(lazy.ruleset).isEqualTo(ruleset.get());
      assertThat(lazy.updates).as("versions were skipped").isLessThan(299);
    }
    lazy.close();
  }

  @Test
  void aNodeThatStillHoldsTheRulesIsNotSentThemAgain() {
    publish(7, 1);
    LazyNode node = new LazyNode(server.activeLocalPort(), "lazy", 7);
    node.read(Integer.MAX_VALUE);
    eventually(() -> assertThat(node.unchanged).isEqualTo(7));
    publish(8, 1);
    eventually(() -> assertThat(node.deltas).isEqualTo(1));
    assertThat(node.wholes).isZero();
    node.close();
  }

  @Test
  void madeUpNodesAreRefusedWhenThereIsNoRoom() {
    List<FakeNode> nodes = new ArrayList<>();
    for (int i = 0; i < 111; i++) {
      nodes.add(new FakeNode(server.activeLocalPort(), "made-up-" + i, "boot"));
    }
    eventually(
        LONG,
        () -> {
          assertThat(nodes.stream().filter(each -> each.welcome)).hasSize(110);
          assertThat(nodes.stream().filter(each -> each.ended != null)).hasSize(1);
        });
    nodes.stream().filter(each -> each.welcome).forEach(FakeNode::close);
    eventually(
        () -> {
          roster.retain(Set.of());
          assertThat(roster.nodes()).as("forgotten, as Kubernetes has no such nodes").isEmpty();
        });
  }

  /** Of 200 machines {@code changed} are others in every version. */
  private void publish(int version, int changed) {
    List<Machine> machines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      machines.add(
          new Machine(
              "machine-" + i + (i < changed ? "-" + version : ""),
              Set.of(),
              List.of("10.1.0.0/24")));
    }
    Inventory inventory =
        new Inventory(version, List.of(), List.of(), machines, Inventory.ClusterRanges.EMPTY);
    ruleset.set(new Ruleset(version, inventory));
    link.rulesetChanged();
  }
}
