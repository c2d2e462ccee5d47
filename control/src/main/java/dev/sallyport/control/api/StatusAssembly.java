// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.kube.KnownPod;
import dev.sallyport.control.link.NodeRecord;
import dev.sallyport.control.link.NodeRoster;
import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.NodeProvenanceView;
import dev.sallyport.wire.api.NodeStatus;
import dev.sallyport.wire.api.PodStatus;
import dev.sallyport.wire.api.StatusView;
import dev.sallyport.wire.link.v1.NodeHealth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the status out of what Kubernetes, the nodes and the parts of control say. */
final class StatusAssembly {
  private final SystemHealth health;
  private final ClusterState cluster;
  private final NodeRoster roster;

  StatusAssembly(SystemHealth health, ClusterState cluster, NodeRoster roster) {
    this.health = health;
    this.cluster = cluster;
    this.roster = roster;
  }

  StatusView at(Instant now, BlueprintView blueprint) {
    return new StatusView(
        health.version(),
        health.startedAt(),
        health.database().get(),
        health.kubernetes().get(),
        health.link().get(),
        nodes(now, blueprint),
        pods(now),
        health.access().name().toLowerCase(Locale.ROOT),
        blueprint.provenance().openBefore());
  }

  private List<PodStatus> pods(Instant now) {
    PodStates states =
        new PodStates(
            roster.nodes().stream().collect(Collectors.toMap(NodeRecord::name, each -> each)), now);
    return cluster.snapshot().pods().stream()
        .filter(pod -> !pod.terminal())
        .sorted(Comparator.comparing(KnownPod::namespace).thenComparing(KnownPod::name))
        .map(states::of)
        .toList();
  }

  private List<NodeStatus> nodes(Instant now, BlueprintView blueprint) {
    Map<String, NodeProvenanceView> provenance =
        blueprint.provenance().nodes().stream()
            .collect(Collectors.toMap(NodeProvenanceView::name, Function.identity()));
    Map<String, NodeRecord> known = new HashMap<>();
    roster.nodes().forEach(each -> known.put(each.name(), each));
    List<String> names = new ArrayList<>(known.keySet());
    cluster.nodeNames().stream().filter(each -> !known.containsKey(each)).forEach(names::add);
    return names.stream()
        .sorted()
        .map(name -> node(name, known.get(name), provenance.get(name), now))
        .toList();
  }

  private static NodeStatus node(
      String name,
      @Nullable NodeRecord record,
      @Nullable NodeProvenanceView provenance,
      Instant now) {
    Double lag = provenance == null ? null : provenance.lagSeconds();
    double lost = provenance == null ? 0 : provenance.lostShare();
    if (record == null) {
      return new NodeStatus(name, null, false, null, lag, 0, 0, 0, 0, lost, 0, null, Map.of());
    }
    NodeHealth said = record.health();
    return new NodeStatus(
        name,
        record.programVersion(),
        record.connected(),
        record.lastHeardAt(),
        lag,
        said.getResidentBytes(),
        said.getBytesSeen(),
        said.getSummaryBytes(),
        said.getQueueDrops(),
        lost,
        said.getConnectionsOpen(),
        rulesetAge(said, now),
        said.getLimitsHitMap());
  }

  /** The age as the node said it, grown by the time since it said so. */
  private static @Nullable Long rulesetAge(NodeHealth said, Instant now) {
    if (said.getAtEpochMillis() == 0 || said.getRulesetAgeSeconds() < 0) {
      return null;
    }
    long since = Math.max(0, now.toEpochMilli() - said.getAtEpochMillis()) / 1000;
    return said.getRulesetAgeSeconds() + since;
  }
}
