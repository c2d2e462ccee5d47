// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Workload;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * What the control program tells about the whole cluster: the inventory in the terms of this
 * package. Whole and immutable; a later one replaces an earlier one.
 *
 * @param pods pods of all nodes, terminal ones may be left out
 * @param services Services
 * @param nodes machines
 * @param ranges ranges of pod and Service addresses; empty when unknown, then they are estimated
 * @param apiServers addresses of the API servers
 */
public record ClusterFacts(
    List<PodFact> pods,
    List<ServiceFact> services,
    List<NodeFact> nodes,
    List<AddressRange> ranges,
    Set<InetAddress> apiServers) {

  /** Nothing known. */
  public static final ClusterFacts EMPTY =
      new ClusterFacts(List.of(), List.of(), List.of(), List.of(), Set.of());

  public ClusterFacts {
    pods = List.copyOf(pods);
    services = List.copyOf(services);
    nodes = List.copyOf(nodes);
    ranges = List.copyOf(ranges);
    apiServers = Set.copyOf(apiServers);
  }

  /**
   * A pod.
   *
   * @param uid UID
   * @param workload top owner
   * @param addresses its addresses
   * @param node name of its node, empty when not scheduled
   * @param hostNetwork whether it shares the network of the node
   * @param terminal whether it ended
   * @param captured whether its node captures it
   * @param old whether it had its addresses for a long time already when this was told
   */
  public record PodFact(
      String uid,
      Workload workload,
      List<InetAddress> addresses,
      String node,
      boolean hostNetwork,
      boolean terminal,
      Captured captured,
      boolean old) {
    /** Makes the fact of a pod that may have begun just now. */
    public PodFact(
        String uid,
        Workload workload,
        List<InetAddress> addresses,
        String node,
        boolean hostNetwork,
        boolean terminal,
        Captured captured) {
      this(uid, workload, addresses, node, hostNetwork, terminal, captured, false);
    }

    public PodFact {
      requireNonNull(uid, "uid");
      requireNonNull(workload, "workload");
      requireNonNull(node, "node");
      requireNonNull(captured, "captured");
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * A Service.
   *
   * @param namespace namespace
   * @param name name
   * @param addresses cluster IPs, external IPs and load-balancer IPs; empty for a headless Service
   * @param backends distinct workloads behind it
   * @param readyPods UIDs of the pods behind its ready endpoints
   */
  public record ServiceFact(
      String namespace,
      String name,
      List<InetAddress> addresses,
      List<Workload> backends,
      List<String> readyPods) {
    public ServiceFact {
      requireNonNull(namespace, "namespace");
      requireNonNull(name, "name");
      addresses = List.copyOf(addresses);
      backends = List.copyOf(backends);
      readyPods = List.copyOf(readyPods);
    }
  }

  /**
   * A machine.
   *
   * @param name name of the Node
   * @param addresses its addresses; the first is where its peers ask
   * @param podRanges ranges its pods get addresses of, may be empty
   * @param peer whether the node program runs there, so that it can be asked
   */
  public record NodeFact(
      String name, List<InetAddress> addresses, List<AddressRange> podRanges, boolean peer) {
    public NodeFact {
      requireNonNull(name, "name");
      addresses = List.copyOf(addresses);
      podRanges = List.copyOf(podRanges);
    }
  }
}
