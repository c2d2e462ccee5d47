// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Operation;
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

/** Writes proposals as CiliumNetworkPolicies. */
final class CiliumPolicies {
  private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";

  private static final List<String> GAPS =
      List.of(
          "CiliumNetworkPolicy knows HTTP where it sees plain text, not gRPC by service, SQL, Redis,"
              + " models or data: that is held by the GuardPolicies.",
          "Rules for HTTP need the proxy of Cilium; where the port is not known, they are left out"
              + " and the GuardPolicies hold.",
          "No engine for Cilium's policies is built in, so that nothing is cut was proved for the"
              + " GuardPolicies, of which these are the wider part.");

  private final Cast cast;
  private final List<String> leftOut = new ArrayList<>();

  CiliumPolicies(Cast cast) {
    this.cast = cast;
  }

  Translation all() {
    List<Manifest> manifests = new ArrayList<>();
    cast.baselines().values().forEach(each -> manifest(each).ifPresent(manifests::add));
    List<String> gaps = new ArrayList<>(GAPS);
    gaps.addAll(leftOut);
    return new Translation(manifests, gaps, List.of());
  }

  private Optional<Manifest> manifest(Baseline baseline) {
    Workload workload = baseline.workload();
    Optional<Map<String, String>> labels = cast.labels(workload);
    if (labels.isEmpty()) {
      leftOut.add(workload.displayName() + " has no labels that are known and was left out.");
      return Optional.empty();
    }
    TreeSet<String> gaps = new TreeSet<>();
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("endpointSelector", Map.of("matchLabels", labels.get()));
    if (NetworkPolicies.named(baseline.inbound())) {
      spec.put("ingress", ingress(baseline, gaps));
    } else {
      gaps.add("Some callers could not be named, so inbound stays open.");
    }
    if (NetworkPolicies.named(baseline.outbound())) {
      spec.put("egress", egress(baseline, gaps));
    } else {
      gaps.add("Some callees could not be named, so outbound stays open.");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", "cilium.io/v2");
    object.put("kind", "CiliumNetworkPolicy");
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", "sallyport-" + RuleDrafts.name(workload.name() + "-" + workload.kind()));
    metadata.put("namespace", workload.namespace());
    object.put("metadata", metadata);
    object.put("spec", spec);
    return Optional.of(new Manifest(object, List.copyOf(gaps)));
  }

  private List<Object> ingress(Baseline baseline, TreeSet<String> gaps) {
    List<Object> rules = new ArrayList<>();
    SortedSet<Integer> ports = cast.ports(baseline.workload());
    for (List<Habit> habits : Cast.calls(baseline.inbound()).values()) {
      Map<String, Object> rule = new LinkedHashMap<>();
      switch (habits.getFirst().peer()) {
        case Workload it -> rule.put("fromEndpoints", List.of(pods(it)));
        case ClusterNode _ -> rule.put("fromEntities", List.of("host", "remote-node"));
        case ControlPlane _ -> rule.put("fromEntities", List.of("kube-apiserver"));
        case OutsideClient _, ExternalHost _ -> rule.put("fromEntities", List.of("world"));
        case Unidentified _ -> {}
      }
      toPorts(rule, ports, habits, gaps);
      rules.add(rule);
    }
    if (cast.nameServers().contains(baseline.workload())) {
      Map<String, Object> rule = new LinkedHashMap<>();
      rule.put("fromEntities", List.of("cluster"));
      rule.put("toPorts", List.of(Map.of("ports", List.of(port("ANY", 53)))));
      rules.add(rule);
    }
    if (!cast.declared(baseline.workload()).probes().isEmpty()) {
      rules.add(Map.of("fromEntities", List.of("host")));
    }
    return rules;
  }

  private List<Object> egress(Baseline baseline, TreeSet<String> gaps) {
    List<Object> rules = new ArrayList<>();
    for (Party each : cast.nameServers()) {
      if (each instanceof Workload server) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("toEndpoints", List.of(pods(server)));
        Map<String, Object> ports = new LinkedHashMap<>();
        ports.put("ports", List.of(port("ANY", 53)));
        ports.put("rules", Map.of("dns", List.of(Map.of("matchPattern", "*"))));
        rule.put("toPorts", List.of(ports));
        rules.add(rule);
      }
    }
    for (List<Habit> habits : Cast.calls(baseline.outbound()).values()) {
      Map<String, Object> rule = new LinkedHashMap<>();
      SortedSet<Integer> ports = Cast.portsOf(habits);
      switch (habits.getFirst().peer()) {
        case Workload it -> {
          rule.put("toEndpoints", List.of(pods(it)));
          ports = cast.ports(it);
        }
        case ClusterNode _ -> rule.put("toEntities", List.of("host", "remote-node"));
        case ControlPlane _ -> rule.put("toEntities", List.of("kube-apiserver"));
        case ExternalHost it when it.named() ->
            rule.put("toFQDNs", List.of(Map.of("matchName", it.name())));
        case ExternalHost it -> rule.put("toCIDR", List.of(cidr(it.name())));
        case OutsideClient _ -> rule.put("toEntities", List.of("world"));
        case Unidentified _ -> {}
      }
      toPorts(rule, ports, List.of(), gaps);
      rules.add(rule);
    }
    return rules;
  }

  private static String cidr(String address) {
    return address + (address.indexOf(':') >= 0 ? "/128" : "/32");
  }

  /** Rules for HTTP only where all that was seen is HTTP and the port is known. */
  private static void toPorts(
      Map<String, Object> rule,
      SortedSet<Integer> ports,
      List<Habit> habits,
      TreeSet<String> gaps) {
    if (ports.isEmpty()) {
      return;
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    List<Object> listed = new ArrayList<>();
    ports.forEach(each -> listed.add(port("TCP", each)));
    entry.put("ports", listed);
    List<Operation> operations = habits.stream().map(Habit::operation).toList();
    boolean http =
        !operations.isEmpty() && operations.stream().allMatch(HttpOperation.class::isInstance);
    if (http && ports.size() == 1) {
      List<Object> rules = new ArrayList<>();
      CallGroups groups = new CallGroups();
      for (CallPattern each : groups.of(operations)) {
        if (each instanceof CallPattern.Http it) {
          http(it, rules);
        }
      }
      entry.put("rules", Map.of("http", rules));
    } else if (http) {
      gaps.add("It serves several ports, so calls are told apart by the GuardPolicy only.");
    }
    rule.put("toPorts", List.of(entry));
  }

  private static void http(CallPattern.Http pattern, List<Object> rules) {
    for (String path : pattern.paths().stream().sorted().toList()) {
      for (String method :
          pattern.methods().isEmpty()
              ? List.of("")
              : pattern.methods().stream().sorted().toList()) {
        Map<String, Object> one = new TreeMap<>();
        if (!method.isEmpty()) {
          one.put("method", method);
        }
        one.put("path", regex(path));
        rules.add(one);
      }
    }
  }

  private static String regex(String template) {
    String path = template.replaceAll("([.+()\\[\\]^$|])", "\\\\$1");
    return path.replaceAll("\\{[^{}]*\\}", "[^/]+").replaceAll("/\\*\\*$", "(/.*)?");
  }

  private Map<String, Object> pods(Workload workload) {
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put(NAMESPACE, workload.namespace());
    cast.labels(workload).ifPresent(labels::putAll);
    return Map.of("matchLabels", labels);
  }

  private static Map<String, Object> port(String protocol, int number) {
    return new TreeMap<>(Map.of("port", Integer.toString(number), "protocol", protocol));
  }
}
