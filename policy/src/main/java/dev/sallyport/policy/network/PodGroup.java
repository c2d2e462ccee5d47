// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pods that no network policy can tell apart: those of one workload.
 *
 * @param namespace where they are
 * @param namespaceLabels labels of that namespace
 * @param name name of the workload
 * @param kind kind of the workload
 * @param labels labels of its pods
 * @param ports ports that its containers name
 */
public record PodGroup(
    String namespace,
    Map<String, String> namespaceLabels,
    String name,
    String kind,
    Map<String, String> labels,
    List<NamedPort> ports) {

  /**
   * A named container port.
   *
   * @param name its name
   * @param transport its transport
   * @param number its number
   */
  public record NamedPort(String name, Transport transport, int number) {}

  public PodGroup {
    requireNonNull(namespace, "namespace");
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
    namespaceLabels = Map.copyOf(namespaceLabels);
    labels = Map.copyOf(labels);
    ports = List.copyOf(ports);
  }

  /** Returns the port of that name, over that transport where one is given. */
  Connections named(String portName, Optional<Transport> transport) {
    Connections found = Connections.NONE;
    for (NamedPort port : ports) {
      if (port.name().equals(portName)
          && (transport.isEmpty() || transport.get() == port.transport())) {
        found = found.union(Connections.of(port.transport(), PortSet.of(port.number())));
      }
    }
    return found;
  }

  /** Returns <code>namespace/name[Kind]</code>. */
  @Override
  public String toString() {
    return namespace + "/" + name + "[" + kind + "]";
  }
}
