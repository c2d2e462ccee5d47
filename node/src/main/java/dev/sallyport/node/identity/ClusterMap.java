// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Workload;
import dev.sallyport.node.identity.ClusterFacts.NodeFact;
import dev.sallyport.node.identity.ClusterFacts.ServiceFact;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the cluster that change rarely: nodes, Services, ranges. Immutable; a new one is
 * made from each {@link ClusterFacts}.
 */
final class ClusterMap {
  private static final int ESTIMATED_PREFIX_V4 = 16;
  private static final int ESTIMATED_PREFIX_V6 = 64;

  /** Ports on which distributions serve the API on a machine. */
  private static final Set<Integer> API_PORTS = Set.of(443, 6443, 8443, 16443);

  static final ClusterMap EMPTY = new ClusterMap(ClusterFacts.EMPTY, null, 0, 0);

  /** A Service address; before {@code contestedUntilNanos} another Service may have held it. */
  record ServiceHeld(ServiceFact service, long contestedUntilNanos) {}

  private final Map<InetAddress, ServiceHeld> services = new HashMap<>();
  private final Map<InetAddress, NodeFact> nodesByAddress = new HashMap<>();
  private final Map<String, NodeFact> nodesByName = new HashMap<>();
  private final Set<InetAddress> apiServers;
  private final List<AddressRange> ranges;
  private final Set<AddressRange> estimated = new HashSet<>();

  private ClusterMap(
      ClusterFacts facts, @Nullable ClusterMap before, long nowNanos, long settleNanos) {
    for (ServiceFact told : facts.services()) {
      ServiceFact service = remembering(told, before);
      for (InetAddress address : service.addresses()) {
        services.put(address, held(service, address, before, nowNanos + settleNanos));
        estimated.add(estimate(address));
      }
    }
    for (NodeFact node : facts.nodes()) {
      nodesByName.put(node.name(), node);
      node.addresses().forEach(address -> nodesByAddress.put(address, node));
    }
    apiServers = facts.apiServers();
    ranges = allRanges(facts);
    facts.pods().stream()
        .filter(pod -> !pod.hostNetwork())
        .flatMap(pod -> pod.addresses().stream())
        .forEach(address -> estimated.add(estimate(address)));
  }

  ClusterMap next(ClusterFacts facts, long nowNanos, long settleNanos) {
    return new ClusterMap(facts, this, nowNanos, settleNanos);
  }

  Optional<ServiceHeld> service(InetAddress address) {
    return Optional.ofNullable(services.get(address));
  }

  Optional<NodeFact> nodeAt(InetAddress address) {
    return Optional.ofNullable(nodesByAddress.get(address));
  }

  Optional<NodeFact> node(String name) {
    return Optional.ofNullable(nodesByName.get(name));
  }

  Collection<NodeFact> nodes() {
    return nodesByName.values();
  }

  /** Returns the node whose pods get addresses of the range that this one is in. */
  Optional<NodeFact> nodeOfPodAddress(InetAddress address) {
    return nodesByName.values().stream()
        .filter(node -> node.podRanges().stream().anyMatch(range -> range.contains(address)))
        .findFirst();
  }

  /** Returns whether the API is dialled; on a machine that does more than that by its ports. */
  boolean isApiServer(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    return apiServers.contains(address)
        && (!nodesByAddress.containsKey(address) || API_PORTS.contains(socket.getPort()));
  }

  boolean isApiServer(InetAddress address) {
    return apiServers.contains(address);
  }

  /**
   * Returns whether the address belongs to the cluster. Where no ranges were told they are
   * estimated from the addresses in use; where nothing is known every private address counts.
   */
  boolean contains(InetAddress address) {
    if (!ranges.isEmpty()) {
      return ranges.stream().anyMatch(range -> range.contains(address));
    }
    if (!estimated.isEmpty()) {
      return estimated.contains(estimate(address));
    }
    return isPrivate(address);
  }

  static Workload behind(ServiceFact service) {
    return service.backends().size() == 1
        ? service.backends().getFirst()
        : Workload.of(service.namespace(), "Service", service.name());
  }

  /** A Service whose pods are all gone for a moment still stands for what was behind it. */
  private static ServiceFact remembering(ServiceFact told, @Nullable ClusterMap before) {
    if (before == null || !told.backends().isEmpty()) {
      return told;
    }
    return told.addresses().stream()
        .map(before.services::get)
        .filter(Objects::nonNull)
        .map(ServiceHeld::service)
        .filter(was -> isSame(was, told))
        .findFirst()
        .map(
            was ->
                new ServiceFact(
                    told.namespace(), told.name(), told.addresses(), was.backends(), List.of()))
        .orElse(told);
  }

  private static boolean isSame(ServiceFact one, ServiceFact other) {
    return one.name().equals(other.name()) && one.namespace().equals(other.namespace());
  }

  private static ServiceHeld held(
      ServiceFact service,
      InetAddress address,
      @Nullable ClusterMap before,
      long contestedUntilNanos) {
    ServiceHeld was = before == null ? null : before.services.get(address);
    boolean same = was == null || isSame(was.service(), service);
    long contested = was == null ? Long.MIN_VALUE : was.contestedUntilNanos();
    return new ServiceHeld(service, same ? contested : contestedUntilNanos);
  }

  private static List<AddressRange> allRanges(ClusterFacts facts) {
    if (facts.ranges().isEmpty()) {
      return List.of();
    }
    List<AddressRange> all = new ArrayList<>(facts.ranges());
    facts.nodes().forEach(node -> all.addAll(node.podRanges()));
    return List.copyOf(all);
  }

  private static AddressRange estimate(InetAddress address) {
    boolean four = address.getAddress().length == 4;
    return AddressRange.around(address, four ? ESTIMATED_PREFIX_V4 : ESTIMATED_PREFIX_V6);
  }

  /** Returns whether the other has the same idea of which addresses are of the cluster. */
  boolean sameExtent(ClusterMap other) {
    return ranges.equals(other.ranges) && estimated.equals(other.estimated);
  }

  /** Returns whether pods may have such an address: one that networks use among themselves. */
  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    return uniqueLocal || shared || address.isSiteLocalAddress() || address.isLinkLocalAddress();
  }
}
