// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Inventory;
import dev.sallyport.model.Inventory.ClusterRanges;
import dev.sallyport.model.Inventory.ClusterService;
import dev.sallyport.model.Inventory.Machine;
import dev.sallyport.model.Inventory.PodInterval;
import dev.sallyport.model.Inventory.Port;
import dev.sallyport.model.Workload;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Makes what nodes need to know of the cluster out of what Kubernetes told. */
final class InventoryBuilder {
  private final String dnsDomain;

  InventoryBuilder(String dnsDomain) {
    this.dnsDomain = requireNonNull(dnsDomain, "dnsDomain");
  }

  /**
   * Returns the inventory of a state.
   *
   * @param state the cluster
   * @param captured whether the node of the second name proves that it captures the pod of that UID
   * @param version version to give it
   * @param endedAfter pods that ended before are left out
   */
  Inventory build(
      ClusterState state, BiPredicate<String, String> captured, long version, Instant endedAfter) {
    ClusterSnapshot snapshot = state.snapshot();
    List<PodInterval> pods = new ArrayList<>(snapshot.pods().size());
    snapshot.pods().forEach(pod -> interval(pod, captured, endedAfter).ifPresent(pods::add));
    state
        .gonePods()
        .forEach(pod -> interval(pod, (_, _) -> false, endedAfter).ifPresent(pods::add));
    List<Machine> machines =
        state.nodes().stream()
            .map(it -> new Machine(it.name(), parse(it.addresses()), it.podRanges()))
            .toList();
    List<ServiceFact> services = state.services();
    Map<String, List<SliceFact>> slices =
        state.slices().stream()
            .collect(Collectors.groupingBy(it -> it.namespace() + "/" + it.service()));
    Map<String, Workload> workloads = workloads(snapshot);
    return new Inventory(
        version,
        pods,
        services.stream().map(it -> service(it, slices, workloads)).toList(),
        machines,
        ranges(machines, snapshot.pods(), services, slices));
  }

  private static Optional<PodInterval> interval(
      KnownPod pod, BiPredicate<String, String> captured, Instant endedAfter) {
    boolean over = pod.terminal() && pod.until().isEmpty();
    if (over || pod.workload().isEmpty() || pod.until().orElse(endedAfter).isBefore(endedAfter)) {
      return Optional.empty();
    }
    return Optional.of(
        new PodInterval(
            pod.uid(),
            pod.name(),
            pod.node(),
            parse(pod.addresses()),
            pod.hostNetwork(),
            pod.workload().get(),
            pod.from(),
            pod.until().orElse(null),
            captured.test(pod.uid(), pod.node())));
  }

  /** Workloads by the UID and by each address of their living pods. */
  private static Map<String, Workload> workloads(ClusterSnapshot snapshot) {
    Map<String, Workload> found = new HashMap<>();
    for (KnownPod pod : snapshot.pods()) {
      pod.workload()
          .ifPresent(
              workload -> {
                found.put(pod.uid(), workload);
                found.put(pod.apiUid(), workload);
                if (!pod.hostNetwork() && !pod.terminal()) {
                  pod.addresses().forEach(each -> found.put(each, workload));
                }
              });
    }
    return found;
  }

  private ClusterService service(
      ServiceFact fact, Map<String, List<SliceFact>> slices, Map<String, Workload> workloads) {
    Set<Workload> behind = new HashSet<>();
    for (SliceFact slice : slices.getOrDefault(fact.namespace() + "/" + fact.name(), List.of())) {
      for (SliceFact.Member member : slice.members()) {
        List<String> keys =
            member.podUid().isEmpty() ? member.addresses() : List.of(member.podUid());
        keys.stream().filter(workloads::containsKey).map(workloads::get).forEach(behind::add);
      }
    }
    Set<InetAddress> addresses = new LinkedHashSet<>(parse(fact.addresses()));
    addresses.addAll(parse(fact.externalAddresses()));
    return new ClusterService(
        fact.namespace(),
        fact.name(),
        addresses,
        fact.ports().stream()
            .filter(it -> it.port() >= 1 && it.port() <= 65535)
            .map(it -> new Port(it.port(), it.protocol(), it.name()))
            .toList(),
        names(fact),
        behind,
        fact.externalName().toLowerCase(Locale.ROOT));
  }

  private Set<String> names(ServiceFact fact) {
    String base = fact.name() + "." + fact.namespace();
    return Set.of(base, base + ".svc", base + ".svc." + dnsDomain);
  }

  private ClusterRanges ranges(
      List<Machine> machines,
      Collection<KnownPod> pods,
      List<ServiceFact> services,
      Map<String, List<SliceFact>> slices) {
    Set<InetAddress> podAddresses =
        pods.stream()
            .filter(it -> !it.hostNetwork())
            .flatMap(it -> parse(it.addresses()).stream())
            .collect(Collectors.toSet());
    List<String> declared = machines.stream().flatMap(it -> it.podRanges().stream()).toList();
    Set<InetAddress> clusterAddresses =
        services.stream().flatMap(it -> parse(it.addresses()).stream()).collect(Collectors.toSet());
    return new ClusterRanges(
        AddressRanges.podRanges(declared, podAddresses),
        AddressRanges.covering(clusterAddresses),
        apiServers(services, slices),
        nameServers(services, slices),
        dnsDomain);
  }

  private static Set<InetAddress> apiServers(
      List<ServiceFact> services, Map<String, List<SliceFact>> slices) {
    return addressesOf(
        services.stream()
            .filter(it -> it.namespace().equals("default") && it.name().equals("kubernetes"))
            .toList(),
        slices);
  }

  /** A Service that offers UDP port 53 in the system's namespace is the cluster's DNS. */
  private static Set<InetAddress> nameServers(
      List<ServiceFact> services, Map<String, List<SliceFact>> slices) {
    return addressesOf(
        services.stream()
            .filter(it -> it.namespace().equals("kube-system"))
            .filter(
                it ->
                    it.ports().stream()
                        .anyMatch(port -> port.port() == 53 && port.protocol().equals("UDP")))
            .toList(),
        slices);
  }

  private static Set<InetAddress> addressesOf(
      List<ServiceFact> services, Map<String, List<SliceFact>> slices) {
    Set<InetAddress> found = new LinkedHashSet<>();
    for (ServiceFact each : services) {
      found.addAll(parse(each.addresses()));
      slices.getOrDefault(each.namespace() + "/" + each.name(), List.of()).stream()
          .flatMap(slice -> slice.members().stream())
          .forEach(member -> found.addAll(parse(member.addresses())));
    }
    return found;
  }

  private static Set<InetAddress> parse(Collection<String> literals) {
    return literals.stream()
        .flatMap(each -> AddressRanges.address(each).stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
