// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.Party;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.baseline.Habit;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who there is, and by which labels and ports engines of the network can tell them apart. */
final class Cast {
  private static final List<String> USUAL_LABELS =
      List.of("app.kubernetes.io/name", "app", "k8s-app", "name");

  private final SortedMap<String, Baseline> baselines;
  private final Map<String, Declared> known = new TreeMap<>();
  private final Set<Party> nameServers = new HashSet<>();

  Cast(SortedMap<String, Baseline> baselines, Collection<Declared> declared) {
    this.baselines = baselines;
    declared.forEach(each -> known.put(each.workload().key(), each));
    for (Baseline each : baselines.values()) {
      known.putIfAbsent(each.workload().key(), Declared.bare(each.workload()));
      for (Habit habit : each.outbound()) {
        if (habit.operation() instanceof LookupOperation) {
          nameServers.add(habit.peer());
        }
        if (habit.peer() instanceof Workload peer) {
          known.putIfAbsent(peer.key(), Declared.bare(peer));
        }
      }
    }
  }

  SortedMap<String, Baseline> baselines() {
    return baselines;
  }

  Collection<Declared> declared() {
    return known.values();
  }

  Declared declared(Workload workload) {
    return known.getOrDefault(workload.key(), Declared.bare(workload));
  }

  Set<Party> nameServers() {
    return nameServers;
  }

  /** Returns name servers of the cluster, and those outside that this workload asked itself. */
  List<Party> nameServers(Baseline baseline) {
    return Drafts.nameServers(nameServers, baseline);
  }

  /** Returns the labels that tell a workload from all others of its namespace, as few as do. */
  Optional<Map<String, String>> labels(Workload workload) {
    SortedMap<String, String> all = declared(workload).workload().labels();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    for (String key : USUAL_LABELS) {
      String value = all.get(key);
      if (value != null && alone(workload, Map.of(key, value))) {
        return Optional.of(Map.of(key, value));
      }
    }
    return Optional.of(new LinkedHashMap<>(all));
  }

  /** Returns whether these labels mean no other workload of the namespace. */
  boolean alone(Workload workload, Map<String, String> labels) {
    return known.values().stream()
        .map(Declared::workload)
        .filter(each -> each.namespace().equals(workload.namespace()) && !each.equals(workload))
        .noneMatch(each -> each.labels().entrySet().containsAll(labels.entrySet()));
  }

  /** Returns the TCP ports that a workload serves; empty when they are not known. */
  SortedSet<Integer> ports(Workload workload) {
    SortedSet<Integer> ports = new TreeSet<>();
    for (Declared.Port each : declared(workload).ports()) {
      if (each.transport().equals("TCP")) {
        ports.add(each.number());
      }
    }
    return ports;
  }

  /** Returns habits by the key of their peer, lookups left out. */
  static Map<String, List<Habit>> calls(List<Habit> habits) {
    return Drafts.byPeer(
        habits.stream().filter(each -> !(each.operation() instanceof LookupOperation)).toList());
  }

  /** Returns the ports that habits name; empty when any of them names none. */
  static SortedSet<Integer> portsOf(List<Habit> habits) {
    SortedSet<Integer> ports = new TreeSet<>();
    for (Habit each : habits) {
      if (!(each.operation() instanceof RawOperation raw) || raw.port() == 0) {
        return new TreeSet<>();
      }
      ports.add(raw.port());
    }
    return ports;
  }
}
