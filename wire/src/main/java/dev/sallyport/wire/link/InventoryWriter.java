// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.model.Inventory;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.link.v1.ClusterEntry;
import dev.sallyport.wire.link.v1.InventoryFull;
import dev.sallyport.wire.link.v1.MachineEntry;
import dev.sallyport.wire.link.v1.PodEntry;
import dev.sallyport.wire.link.v1.ServiceEntry;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Writes an inventory; equal inventories give equal messages. */
final class InventoryWriter {
  private InventoryWriter() {}

  static InventoryFull full(Inventory inventory) {
    InventoryFull.Builder full = InventoryFull.newBuilder().setVersion(inventory.version());
    inventory.pods().forEach(pod -> full.addPods(pod(pod)));
    inventory.services().forEach(service -> full.addServices(service(service)));
    inventory.machines().forEach(machine -> full.addMachines(machine(machine)));
    return full.setCluster(cluster(inventory.ranges())).build();
  }

  private static PodEntry pod(Inventory.PodInterval pod) {
    Workload workload = pod.workload();
    return PodEntry.newBuilder()
        .setUid(pod.uid())
        .setNamespace(workload.namespace())
        .setName(pod.name())
        .setNode(pod.node())
        .addAllAddresses(addresses(pod.addresses()))
        .setHostNetwork(pod.hostNetwork())
        .setWorkloadKind(workload.kind())
        .setWorkloadName(workload.name())
        .setServiceAccount(workload.serviceAccount())
        .putAllLabels(workload.labels())
        .setFromEpochMillis(pod.from().toEpochMilli())
        .setUntilEpochMillis(pod.ended().map(Instant::toEpochMilli).orElse(0L))
        .setCaptured(pod.captured())
        .build();
  }

  private static ServiceEntry service(Inventory.ClusterService service) {
    ServiceEntry.Builder entry =
        ServiceEntry.newBuilder()
            .setNamespace(service.namespace())
            .setName(service.name())
            .addAllClusterAddresses(addresses(service.clusterAddresses()))
            .addAllNames(sorted(service.names()))
            .addAllWorkloads(sorted(service.workloads().stream().map(Workload::key).toList()))
            .setExternalName(service.externalName());
    for (Inventory.Port port : service.ports()) {
      entry.addPorts(
          ServiceEntry.ServicePort.newBuilder()
              .setPort(port.number())
              .setProtocol(port.transport())
              .setName(port.name()));
    }
    return entry.build();
  }

  private static MachineEntry machine(Inventory.Machine machine) {
    return MachineEntry.newBuilder()
        .setName(machine.name())
        .addAllAddresses(addresses(machine.addresses()))
        .addAllPodRanges(machine.podRanges())
        .build();
  }

  private static ClusterEntry cluster(Inventory.ClusterRanges ranges) {
    return ClusterEntry.newBuilder()
        .addAllPodRanges(ranges.podRanges())
        .addAllServiceRanges(ranges.serviceRanges())
        .addAllApiServerAddresses(addresses(ranges.apiServers()))
        .addAllNameServerAddresses(addresses(ranges.nameServers()))
        .setDnsDomain(ranges.dnsDomain())
        .build();
  }

  private static List<String> addresses(Collection<InetAddress> addresses) {
    return addresses.stream().map(InetAddress::getHostAddress).sorted().toList();
  }

  private static List<String> sorted(Collection<String> names) {
    return names.stream().sorted().toList();
  }
}
