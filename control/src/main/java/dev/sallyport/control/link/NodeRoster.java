// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static java.util.Objects.requireNonNull;

import dev.sallyport.wire.link.v1.Hello;
import dev.sallyport.wire.link.v1.NodeHealth;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/**
 * Every node that ever connected, and what it last said of itself and its pods. Safe for any
 * thread.
 */
public final class NodeRoster {
  private final int nodesMax;
  private final InstantSource clock;
  private final Map<String, NodeRecord> nodes = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> capturedOn = new ConcurrentHashMap<>();
  private final LongAdder unknownMessages = new LongAdder();
  private volatile Runnable capturesChanged = () -> {};
  private volatile Runnable rulesApplied = () -> {};

  /** Returns an empty roster for at most {@code nodesMax} nodes. */
  public NodeRoster(InstantSource clock, int nodesMax) {
    this.nodesMax = nodesMax;
    this.clock = requireNonNull(clock, "clock");
  }

  /** Calls {@code listener} when the set of captured pods changed; it must not block. */
  public void onCapturesChanged(Runnable listener) {
    capturesChanged = requireNonNull(listener, "listener");
  }

  /** Calls {@code listener} when a node applied rules; it must not block. */
  public void onRulesApplied(Runnable listener) {
    rulesApplied = requireNonNull(listener, "listener");
  }

  /** Returns all nodes by name. */
  public List<NodeRecord> nodes() {
    return nodes.values().stream().sorted(Comparator.comparing(NodeRecord::name)).toList();
  }

  /** Returns one node, or empty when it never connected. */
  public Optional<NodeRecord> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** Returns whether the pod's own node proves that it captures it; the word of others is none. */
  public boolean captured(String podUid, String node) {
    NodeRecord own = nodes.get(node);
    return own != null && own.captures().get(podUid) instanceof CaptureState.Captured;
  }

  /** Returns how many messages were of a kind that this version does not know. */
  public long unknownMessages() {
    return unknownMessages.sum();
  }

  /** Forgets nodes that are not connected and that {@code existing} does not hold. */
  public void retain(Set<String> existing) {
    nodes.values().removeIf(each -> !each.connected() && !existing.contains(each.name()));
  }

  /** Notes that a node connected, and returns whether there was room for it. */
  synchronized boolean connected(Hello hello) {
    if (!nodes.containsKey(hello.getNode()) && nodes.size() >= nodesMax) {
      return false;
    }
    NodeRecord fresh =
        new NodeRecord(
            hello.getNode(),
            hello.getProgramVersion(),
            hello.getBoot(),
            true,
            clock.instant(),
            NodeHealth.getDefaultInstance(),
            Map.of(),
            hello.getRulesetVersion(),
            List.of());
    nodes.merge(
        hello.getNode(),
        fresh,
        (before, now) ->
            before.boot().equals(now.boot())
                ? now.with(before.health()).with(before.captures())
                : now);
    reindex(hello.getNode());
    return true;
  }

  void disconnected(String node) {
    change(node, NodeRecord::disconnected);
    reindex(node);
  }

  void heard(String node) {
    change(node, record -> record.heard(clock.instant()));
  }

  void health(String node, NodeHealth health) {
    change(node, record -> record.with(health));
  }

  void captures(String node, Map<String, CaptureState> pods) {
    change(node, record -> record.with(pods));
    reindex(node);
  }

  void applied(String node, long version, List<String> problems) {
    change(node, record -> record.applied(version, problems));
    rulesApplied.run();
  }

  void unknownMessage() {
    unknownMessages.increment();
  }

  private void change(String node, UnaryOperator<NodeRecord> change) {
    nodes.computeIfPresent(node, (_, before) -> change.apply(before));
  }

  /** The proof of a node whose link is down still counts: its rules live in the pods. */
  private synchronized void reindex(String node) {
    NodeRecord record = nodes.get(node);
    Set<String> now = ConcurrentHashMap.newKeySet();
    if (record != null) {
      record
          .captures()
          .forEach(
              (uid, state) -> {
                if (state instanceof CaptureState.Captured) {
                  now.add(uid);
                }
              });
    }
    Set<String> before = now.isEmpty() ? capturedOn.remove(node) : capturedOn.put(node, now);
    boolean changed = !now.equals(before == null ? Set.of() : before);
    if (changed) {
      capturesChanged.run();
    }
  }
}
