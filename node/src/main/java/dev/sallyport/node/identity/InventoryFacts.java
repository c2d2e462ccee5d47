// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Inventory;
import dev.sallyport.model.Inventory.ClusterService;
import dev.sallyport.model.Inventory.Machine;
import dev.sallyport.model.Inventory.PodInterval;
import dev.sallyport.model.Workload;
import dev.sallyport.node.identity.ClusterFacts.NodeFact;
import dev.sallyport.node.identity.ClusterFacts.PodFact;
import dev.sallyport.node.identity.ClusterFacts.ServiceFact;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the inventory for what the ledger needs. Times in it are not used: they are those of other
 * clocks. A pod that nobody proves to capture counts as not captured; where that is out of date the
 * side that accepts a connection is told that it is counted already.
 */
final class InventoryFacts {
  static final Duration LONG = Duration.ofMinutes(1);

  private InventoryFacts() {}

  /**
   * Returns the facts.
   *
   * @param now wall clock, which only tells old pods from young ones and may be off by half a
   *     minute
   */
  static ClusterFacts of(Inventory inventory, Instant now) {
    Instant longAgo = now.minus(LONG);
    Map<Workload, List<String>> livePods = new HashMap<>();
    for (PodInterval pod : inventory.pods()) {
      if (pod.until() == null) {
        livePods.computeIfAbsent(pod.workload(), w -> new ArrayList<>()).add(pod.uid());
      }
    }
    return new ClusterFacts(
        inventory.pods().stream().map(each -> pod(each, longAgo)).toList(),
        inventory.services().stream().map(service -> service(service, livePods)).toList(),
        inventory.machines().stream().map(InventoryFacts::node).toList(),
        ranges(
            Stream.concat(
                inventory.ranges().podRanges().stream(),
                inventory.ranges().serviceRanges().stream())),
        inventory.ranges().apiServers());
  }

  private static PodFact pod(PodInterval pod, Instant longAgo) {
    return new PodFact(
        pod.uid(),
        pod.workload(),
        List.copyOf(pod.addresses()),
        pod.node(),
        pod.hostNetwork(),
        pod.until() != null,
        pod.captured() ? Captured.YES : Captured.NO,
        pod.from().isBefore(longAgo));
  }

  private static ServiceFact service(ClusterService service, Map<Workload, List<String>> livePods) {
    return new ServiceFact(
        service.namespace(),
        service.name(),
        List.copyOf(service.clusterAddresses()),
        List.copyOf(service.workloads()),
        service.workloads().stream()
            .flatMap(workload -> livePods.getOrDefault(workload, List.of()).stream())
            .toList());
  }

  private static NodeFact node(Machine machine) {
    List<InetAddress> addresses =
        machine.addresses().stream().sorted(Comparator.comparing(InventoryFacts::rank)).toList();
    return new NodeFact(machine.name(), addresses, ranges(machine.podRanges().stream()), true);
  }

  /** Machines reach each other by private IPv4 where there is any. */
  private static int rank(InetAddress address) {
    int family = address instanceof Inet4Address ? 0 : 2;
    return family + (address.isSiteLocalAddress() ? 0 : 1);
  }

  private static List<AddressRange> ranges(Stream<String> texts) {
    return texts.flatMap(text -> range(text).stream()).toList();
  }

  private static Optional<AddressRange> range(String text) {
    try {
      return Optional.of(AddressRange.parse(text));
    } catch (IllegalArgumentException e) {
      // Without the range its addresses are known one by one.
      return Optional.empty();
    }
  }
}
