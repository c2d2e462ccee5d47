// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A Service, as far as it says which ports of which pods it leads to.
 *
 * @param namespace where it is
 * @param name its name
 * @param pods which pods of its namespace; empty when it has no selector and leads to none we know
 * @param ports its ports
 */
public record NetworkService(
    String namespace, String name, Optional<LabelSelector> pods, List<Port> ports) {

  /**
   * One port of a Service.
   *
   * @param name its name, may be empty
   * @param number its number
   * @param transport its transport
   * @param target the port of the pods, a number or a name
   */
  public record Port(String name, int number, Transport transport, String target) {

    boolean is(String written, boolean byTarget) {
      return byTarget
          ? target.equals(written) || name.equals(written)
          : name.equals(written) || Integer.toString(number).equals(written);
    }

    /** Returns the port of those pods that it leads to. */
    Connections at(PodGroup group) {
      return target.matches("[0-9]{1,5}")
          ? Connections.of(transport, PortSet.of(Integer.parseInt(target)))
          : group.named(target, Optional.of(transport));
    }
  }

  public NetworkService {
    requireNonNull(namespace, "namespace");
    requireNonNull(name, "name");
    requireNonNull(pods, "pods");
    ports = List.copyOf(ports);
  }

  boolean selects(PodGroup group) {
    return group.namespace().equals(namespace)
        && pods.isPresent()
        && pods.get().selects(group.labels());
  }
}
