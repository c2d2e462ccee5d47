// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster consists of, as control knows it from Kubernetes: the ground on which a node
 * tells names from addresses of pods that are not its own. Whole and immutable.
 *
 * @param version rises with each change; 0 for {@link #EMPTY}
 * @param pods pods that live, and for a while those that ended, so that late facts find them
 * @param services Services with their cluster addresses and names
 * @param machines nodes of the cluster
 * @param ranges what belongs to the cluster at all
 */
public record Inventory(
    long version,
    List<PodInterval> pods,
    List<ClusterService> services,
    List<Machine> machines,
    ClusterRanges ranges) {

  /** Nothing known. */
  public static final Inventory EMPTY =
      new Inventory(0, List.of(), List.of(), List.of(), ClusterRanges.EMPTY);

  public Inventory {
    pods = List.copyOf(pods);
    services = List.copyOf(services);
    machines = List.copyOf(machines);
    requireNonNull(ranges, "ranges");
  }

  /**
   * The time during which a pod held its addresses.
   *
   * @param uid UID of the pod; the key
   * @param name name of the pod, for people
   * @param node name of the node it runs on
   * @param addresses addresses of the pod; those of the node when {@code hostNetwork}
   * @param hostNetwork whether it shares the node's addresses, so that they prove nothing
   * @param workload what the pod is an instance of
   * @param from since when
   * @param until when it ended; null while it lives
   * @param captured whether a node proves that it captures the pod; its side then vouches for
   *     connections
   */
  public record PodInterval(
      String uid,
      String name,
      String node,
      Set<InetAddress> addresses,
      boolean hostNetwork,
      Workload workload,
      Instant from,
      @Nullable Instant until,
      boolean captured) {
    public PodInterval {
      requireNonNull(uid, "uid");
      requireNonNull(name, "name");
      requireNonNull(node, "node");
      addresses = Set.copyOf(addresses);
      requireNonNull(workload, "workload");
      requireNonNull(from, "from");
    }

    /** Returns when the pod ended; empty while it lives. */
    public Optional<Instant> ended() {
      return Optional.ofNullable(until);
    }
  }

  /**
   * A Service: names and addresses that stand for workloads.
   *
   * @param namespace namespace
   * @param name name
   * @param clusterAddresses cluster IPs; empty when headless
   * @param ports ports it offers
   * @param names DNS names it answers to, lower case, without the trailing dot
   * @param workloads what stands behind it; empty when unknown
   * @param externalName host it is an alias of; empty for all but ExternalName Services
   */
  public record ClusterService(
      String namespace,
      String name,
      Set<InetAddress> clusterAddresses,
      List<Port> ports,
      Set<String> names,
      Set<Workload> workloads,
      String externalName) {
    public ClusterService {
      requireNonNull(namespace, "namespace");
      requireNonNull(name, "name");
      clusterAddresses = Set.copyOf(clusterAddresses);
      ports = List.copyOf(ports);
      names = Set.copyOf(names);
      workloads = Set.copyOf(workloads);
      requireNonNull(externalName, "externalName");
    }

    /** Returns {@code namespace/name}, the key. */
    public String key() {
      return namespace + "/" + name;
    }
  }

  /**
   * A port of a Service.
   *
   * @param number 1 to 65535
   * @param transport {@code TCP} or {@code UDP}
   * @param name name of the port; empty when it has none
   */
  public record Port(int number, String transport, String name) {
    public Port {
      requireNonNull(transport, "transport");
      requireNonNull(name, "name");
      if (number < 1 || number > 65535) {
        throw new IllegalArgumentException("number: " + number + " (expected: 1 to 65535)");
      }
    }
  }

  /**
   * A node of the cluster.
   *
   * @param name name of the Kubernetes Node; the key
   * @param addresses its addresses
   * @param podRanges ranges that its pods take addresses from, as CIDR
   */
  public record Machine(String name, Set<InetAddress> addresses, List<String> podRanges) {
    public Machine {
      requireNonNull(name, "name");
      addresses = Set.copyOf(addresses);
      podRanges = List.copyOf(podRanges);
    }
  }

  /**
   * Addresses that belong to the cluster, so that all others are outside.
   *
   * @param podRanges ranges of pods, as CIDR
   * @param serviceRanges ranges of cluster IPs, as CIDR
   * @param apiServers addresses of the Kubernetes API server, its Service included
   * @param nameServers addresses of the cluster's DNS
   * @param dnsDomain domain of the cluster, usually {@code cluster.local}
   */
  public record ClusterRanges(
      List<String> podRanges,
      List<String> serviceRanges,
      Set<InetAddress> apiServers,
      Set<InetAddress> nameServers,
      String dnsDomain) {
    /** Nothing known. */
    public static final ClusterRanges EMPTY =
        new ClusterRanges(List.of(), List.of(), Set.of(), Set.of(), "cluster.local");

    public ClusterRanges {
      podRanges = List.copyOf(podRanges);
      serviceRanges = List.copyOf(serviceRanges);
      apiServers = Set.copyOf(apiServers);
      nameServers = Set.copyOf(nameServers);
      requireNonNull(dnsDomain, "dnsDomain");
    }
  }
}
