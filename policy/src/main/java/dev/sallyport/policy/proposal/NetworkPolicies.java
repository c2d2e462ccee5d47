// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.baseline.Habit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes proposals as NetworkPolicies, and holds them against what happened. */
final class NetworkPolicies {
  private static final Map<String, Object> ANYWHERE =
      Map.of("ipBlock", Map.of("cidr", "0.0.0.0/0"));

  private static final List<String> GAPS =
      List.of(
          "NetworkPolicy knows pods and ports, not what is called: which methods, statements and"
              + " data may pass is held by the GuardPolicies.",
          "NetworkPolicy knows addresses outside, not names: that only these hosts are called is"
              + " held by the GuardPolicies.",
          "NetworkPolicy cannot name nodes or the API server: most implementations always let the"
              + " pod's own node in; towards the API server TCP 443 and 6443 are open to any address.",
          "NetworkPolicy has no mode to observe: apply it once the GuardPolicies observed for a"
              + " while without a denial.");

  private final Cast cast;
  private final List<String> leftOut = new ArrayList<>();

  NetworkPolicies(Cast cast) {
    this.cast = cast;
  }

  Translation all() {
    List<Manifest> manifests = new ArrayList<>();
    for (Baseline each : cast.baselines().values()) {
      manifest(each).ifPresent(manifests::add);
    }
    List<String> gaps = new ArrayList<>(GAPS);
    gaps.addAll(leftOut);
    return new Translation(manifests, gaps, NetworkCheck.denied(cast, manifests));
  }

  private Optional<Manifest> manifest(Baseline baseline) {
    Workload workload = baseline.workload();
    Optional<Map<String, String>> labels = cast.labels(workload);
    if (labels.isEmpty()) {
      leftOut.add(
          workload.displayName()
              + " has no labels that are known, so no NetworkPolicy can select it; its GuardPolicy"
              + " does by name.");
      return Optional.empty();
    }
    TreeSet<String> gaps = new TreeSet<>();
    if (!cast.alone(workload, labels.get())) {
      gaps.add("Other workloads of the namespace carry the same labels and are meant as well.");
    }
    boolean in = named(baseline.inbound());
    boolean out = named(baseline.outbound());
    if (!in || !out) {
      gaps.add("Some peers could not be named, so that side stays open; see the GuardPolicy.");
    }
    List<String> types = new ArrayList<>();
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("podSelector", Map.of("matchLabels", labels.get()));
    spec.put("policyTypes", types);
    if (in) {
      types.add("Ingress");
      spec.put("ingress", ingress(baseline, gaps));
    }
    if (out) {
      types.add("Egress");
      spec.put("egress", egress(baseline, gaps));
    }
    return types.isEmpty()
        ? Optional.empty()
        : Optional.of(new Manifest(object(workload, spec), List.copyOf(gaps)));
  }

  private static Map<String, Object> object(Workload workload, Map<String, Object> spec) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", "networking.k8s.io/v1");
    object.put("kind", "NetworkPolicy");
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", "sallyport-" + RuleDrafts.name(workload.name() + "-" + workload.kind()));
    metadata.put("namespace", workload.namespace());
    object.put("metadata", metadata);
    object.put("spec", spec);
    return object;
  }

  static boolean named(List<Habit> habits) {
    return habits.stream().noneMatch(each -> each.peer() instanceof Unidentified);
  }

  private List<Object> ingress(Baseline baseline, TreeSet<String> gaps) {
    Declared declared = cast.declared(baseline.workload());
    List<Object> from = new ArrayList<>();
    boolean lookups = cast.nameServers().contains(baseline.workload());
    Drafts.byPeer(baseline.inbound())
        .values()
        .forEach(
            habits -> {
              Party party = habits.getFirst().peer();
              // Opening to every address for the sake of probes would open to everybody.
              if (!(party instanceof ClusterNode)) {
                peer(party, gaps).ifPresent(from::add);
              }
            });
    if (declared.ingress() || declared.webhook()) {
      from.add(ANYWHERE);
    }
    if (lookups) {
      // Whoever runs must find others by name from its first moment.
      return List.of(
          rule("from", List.of(Map.of("namespaceSelector", Map.of())), dnsPorts()),
          rule("from", distinct(from), new TreeSet<>()));
    }
    return from.isEmpty()
        ? List.of()
        : List.of(rule("from", distinct(from), cast.ports(baseline.workload())));
  }

  private List<Object> egress(Baseline baseline, TreeSet<String> gaps) {
    Map<SortedSet<Integer>, List<Object>> byPorts = new LinkedHashMap<>();
    Cast.calls(baseline.outbound())
        .values()
        .forEach(
            habits -> {
              Party party = habits.getFirst().peer();
              SortedSet<Integer> ports =
                  switch (party) {
                    case Workload it -> cast.ports(it);
                    case ControlPlane _ -> new TreeSet<>(List.of(443, 6443));
                    default -> Cast.portsOf(habits);
                  };
              peer(party, gaps)
                  .ifPresent(it -> byPorts.computeIfAbsent(ports, _ -> new ArrayList<>()).add(it));
            });
    List<Object> rules = new ArrayList<>();
    List<Object> servers = new ArrayList<>();
    cast.nameServers(baseline).forEach(each -> peer(each, gaps).ifPresent(servers::add));
    if (!servers.isEmpty()) {
      rules.add(rule("to", distinct(servers), dnsPorts()));
    }
    byPorts.forEach((ports, to) -> rules.add(rule("to", distinct(to), ports)));
    return rules;
  }

  private Optional<Object> peer(Party party, TreeSet<String> gaps) {
    return switch (party) {
      case Workload it -> Optional.of(pods(it, gaps));
      case ExternalHost it -> {
        gaps.add("That outside only the hosts seen are called is not said: " + it.name() + ".");
        yield Optional.of(ANYWHERE);
      }
      case OutsideClient _, ControlPlane _ -> Optional.of(ANYWHERE);
      // A node has the address of no pod; towards one all addresses are open.
      case ClusterNode _ -> Optional.of(ANYWHERE);
      case Unidentified _ -> Optional.empty();
    };
  }

  private Map<String, Object> pods(Workload workload, TreeSet<String> gaps) {
    Map<String, Object> peer = new LinkedHashMap<>();
    peer.put(
        "namespaceSelector",
        Map.of("matchLabels", Map.of("kubernetes.io/metadata.name", workload.namespace())));
    Optional<Map<String, String>> labels = cast.labels(workload);
    if (labels.isPresent()) {
      peer.put("podSelector", Map.of("matchLabels", labels.get()));
    } else {
      gaps.add(
          workload.displayName() + " has no known labels: all pods of its namespace are meant.");
    }
    return peer;
  }

  private static Map<String, Object> rule(
      String word, List<Object> peers, SortedSet<Integer> ports) {
    List<Object> listed = new ArrayList<>();
    ports.forEach(each -> listed.add(port("TCP", each)));
    return rule(word, peers, listed);
  }

  private static Map<String, Object> rule(String word, List<Object> peers, List<Object> ports) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put(word, peers);
    if (!ports.isEmpty()) {
      rule.put("ports", ports);
    }
    return rule;
  }

  private static List<Object> dnsPorts() {
    return List.of(port("UDP", 53), port("TCP", 53));
  }

  private static Map<String, Object> port(String protocol, int number) {
    return new TreeMap<>(Map.of("port", number, "protocol", protocol));
  }

  private static List<Object> distinct(List<Object> peers) {
    return peers.stream().distinct().toList();
  }
}
