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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Reads an inventory. Entries that cannot be read are left out and named. Used once. */
final class InventoryReader {
  private final LinkLimits limits;
  private final List<Problem> problems = new ArrayList<>();

  InventoryReader(LinkLimits limits) {
    this.limits = limits;
  }

  List<Problem> problems() {
    return problems;
  }

  Inventory read(InventoryFull full) {
    List<Inventory.PodInterval> pods = new ArrayList<>();
    for (PodEntry entry : full.getPodsList()) {
      if (named(entry.getUid(), "pods") && named(entry.getWorkloadName(), "pods")) {
        pods.add(pod(entry));
      }
    }
    List<Inventory.ClusterService> services = new ArrayList<>();
    for (ServiceEntry entry : full.getServicesList()) {
      if (named(entry.getName(), "services")) {
        services.add(service(entry));
      }
    }
    List<Inventory.Machine> machines = new ArrayList<>();
    for (MachineEntry entry : full.getMachinesList()) {
      if (named(entry.getName(), "machines")) {
        machines.add(machine(entry));
      }
    }
    return new Inventory(full.getVersion(), pods, services, machines, cluster(full.getCluster()));
  }

  private Inventory.PodInterval pod(PodEntry entry) {
    long until = entry.getUntilEpochMillis();
    return new Inventory.PodInterval(
        entry.getUid(),
        entry.getName(),
        entry.getNode(),
        addresses(entry.getAddressesList(), "pods.addresses"),
        entry.getHostNetwork(),
        new Workload(
            entry.getNamespace(),
            entry.getWorkloadKind(),
            entry.getWorkloadName(),
            entry.getServiceAccount(),
            new TreeMap<>(entry.getLabelsMap())),
        Instant.ofEpochMilli(entry.getFromEpochMillis()),
        until == 0 ? null : Instant.ofEpochMilli(until),
        entry.getCaptured());
  }

  private Inventory.ClusterService service(ServiceEntry entry) {
    List<Inventory.Port> ports = new ArrayList<>();
    for (ServiceEntry.ServicePort port : entry.getPortsList()) {
      if (port.getPort() < 1 || port.getPort() > 65535) {
        problem("services.ports", Integer.toUnsignedString(port.getPort()));
      } else {
        ports.add(new Inventory.Port(port.getPort(), port.getProtocol(), port.getName()));
      }
    }
    Set<Workload> workloads = new HashSet<>();
    for (String key : entry.getWorkloadsList()) {
      String[] parts = key.split("/", -1);
      if (parts.length == 4 && parts[0].equals("workload")) {
        workloads.add(Workload.of(parts[1], parts[2], parts[3]));
      } else {
        problem("services.workloads", "not workload/namespace/kind/name");
      }
    }
    return new Inventory.ClusterService(
        entry.getNamespace(),
        entry.getName(),
        addresses(entry.getClusterAddressesList(), "services.cluster_addresses"),
        ports,
        new HashSet<>(entry.getNamesList()),
        workloads,
        entry.getExternalName());
  }

  private Inventory.Machine machine(MachineEntry entry) {
    return new Inventory.Machine(
        entry.getName(),
        addresses(entry.getAddressesList(), "machines.addresses"),
        entry.getPodRangesList());
  }

  private Inventory.ClusterRanges cluster(ClusterEntry entry) {
    return new Inventory.ClusterRanges(
        entry.getPodRangesList(),
        entry.getServiceRangesList(),
        addresses(entry.getApiServerAddressesList(), "cluster.api_server_addresses"),
        addresses(entry.getNameServerAddressesList(), "cluster.name_server_addresses"),
        entry.getDnsDomain());
  }

  /** Literals only: nothing that a peer writes is ever looked up. */
  private Set<InetAddress> addresses(List<String> literals, String at) {
    Set<InetAddress> addresses = new HashSet<>();
    for (String literal : literals) {
      try {
        addresses.add(InetAddress.ofLiteral(literal));
      } catch (IllegalArgumentException notLiteral) {
        problem(at, "not an address literal");
      }
    }
    return addresses;
  }

  private boolean named(String name, String at) {
    boolean fine = !name.isEmpty() && name.length() <= limits.nameLengthMax();
    if (!fine) {
      problem(
          at,
          "name of "
              + name.length()
              + " characters (expected: 1 to "
              + limits.nameLengthMax()
              + ")");
    }
    return fine;
  }

  private void problem(String at, String why) {
    if (problems.size() < Decoded.PROBLEMS_MAX) {
      problems.add(new Problem("inventory." + at, why));
    }
  }
}
