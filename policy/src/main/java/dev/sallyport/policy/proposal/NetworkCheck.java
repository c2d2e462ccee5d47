// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.baseline.Habit;
import dev.sallyport.policy.network.ClusterNetwork;
import dev.sallyport.policy.network.ManifestReader;
import dev.sallyport.policy.network.NetworkProbe;
import dev.sallyport.policy.network.PodGroup;
import dev.sallyport.policy.network.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Asks the engine of network policies whether proposals let everything be that happened. */
final class NetworkCheck {
  private static final Set<String> WITH_TEMPLATE =
      Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job");
  private static final String SOMEWHERE = "198.51.100.7";
  private static final int SOME_PORT = 34567;
  private static final int DNS = 53;

  private final Cast cast;
  private final ClusterNetwork network;
  private final Map<String, PodGroup> groups = new HashMap<>();
  private final TreeSet<String> denied = new TreeSet<>();

  private NetworkCheck(Cast cast, List<Manifest> manifests) {
    this.cast = cast;
    ManifestReader reader = new ManifestReader();
    cast.declared().forEach(each -> reader.add("workload", document(each)));
    manifests.forEach(each -> reader.add("proposal", each.object()));
    denied.addAll(reader.remarks());
    this.network = reader.network();
    network.pods().forEach(each -> groups.put(each.namespace() + "/" + each.name(), each));
  }

  static List<String> denied(Cast cast, List<Manifest> manifests) {
    NetworkCheck check = new NetworkCheck(cast, manifests);
    for (Baseline each : cast.baselines().values()) {
      each.inbound().forEach(habit -> check.ask(habit.peer(), each.workload(), habit));
      each.outbound().forEach(habit -> check.ask(each.workload(), habit.peer(), habit));
    }
    return List.copyOf(check.denied);
  }

  private void ask(Party source, Party target, Habit habit) {
    Optional<NetworkProbe.End> from = end(source);
    Optional<NetworkProbe.End> to = end(target);
    if (from.isEmpty() || to.isEmpty() || source.equals(target)) {
      return;
    }
    boolean lookup = habit.operation() instanceof LookupOperation;
    for (int port : lookup ? Set.of(DNS) : ports(target, habit)) {
      Transport transport = lookup ? Transport.UDP : Transport.TCP;
      NetworkProbe.Answer answer =
          new NetworkProbe(from.get(), to.get(), transport, port).ask(network);
      if (!answer.allowed()) {
        denied.add(
            "%s to %s, port %d: %s"
                .formatted(
                    source.displayName(),
                    target.displayName(),
                    port,
                    answer.egress().allowed()
                        ? answer.ingress().because()
                        : answer.egress().because()));
      }
    }
  }

  private Set<Integer> ports(Party target, Habit habit) {
    if (target instanceof Workload workload && !cast.ports(workload).isEmpty()) {
      return cast.ports(workload);
    }
    return Set.of(
        habit.operation() instanceof RawOperation raw && raw.port() > 0 ? raw.port() : SOME_PORT);
  }

  /** Nodes and the API server have no place in network policies, so nothing is asked of them. */
  private Optional<NetworkProbe.End> end(Party party) {
    return switch (party) {
      case Workload it ->
          Optional.ofNullable(groups.get(it.namespace() + "/" + name(it)))
              .map(NetworkProbe.End.Pods::new);
      case ExternalHost _, OutsideClient _ ->
          NetworkProbe.End.Outside.of(SOMEWHERE).map(NetworkProbe.End.class::cast);
      default -> Optional.empty();
    };
  }

  private static String name(Workload workload) {
    return workload.name() + "." + workload.kind();
  }

  /** Every workload as a Deployment: the engine looks at labels and ports only. */
  private static Map<String, Object> document(Declared declared) {
    Workload workload = declared.workload();
    List<Object> ports = new ArrayList<>();
    for (Declared.Port each : declared.ports()) {
      ports.add(Map.of("containerPort", each.number(), "protocol", each.transport()));
    }
    return Map.of(
        "apiVersion",
        "apps/v1",
        "kind",
        WITH_TEMPLATE.contains(workload.kind()) ? workload.kind() : "Deployment",
        "metadata",
        Map.of("name", name(workload), "namespace", workload.namespace()),
        "spec",
        Map.of(
            "template",
            Map.of(
                "metadata",
                Map.of("labels", workload.labels()),
                "spec",
                Map.of("containers", List.of(Map.of("name", "c", "ports", ports))))));
  }
}
