// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cables of the lab: a bridge in the lab's root namespace as underlay, nodes on it, pods behind
 * their node with a host route each, outside hosts behind the root as router. Everything is made
 * inside the lab's own namespaces. Safe for any thread.
 */
public final class Fabric {
  private static final Path NETNS = Path.of("/run/netns");

  private final boolean ipv6 = Files.exists(Path.of("/proc/sys/net/ipv6"));
  private final NumberPool outsideCables = new NumberPool(1, 4000);
  private final List<NodeNetwork> nodes;

  private Fabric(List<NodeNetwork> nodes) {
    this.nodes = nodes;
  }

  /** Lays the underlay and the nodes; to be called in the root namespace of the lab. */
  public static Fabric lay(List<String> nodeNames) {
    boolean ipv6 = Files.exists(Path.of("/proc/sys/net/ipv6"));
    Fabric fabric =
        new Fabric(
            IntStream.range(0, nodeNames.size())
                .mapToObj(i -> NodeNetwork.of(nodeNames.get(i), i + 1, ipv6))
                .toList());
    fabric.layUnderlay();
    return fabric;
  }

  /** Returns the nodes' networks. */
  public List<NodeNetwork> nodes() {
    return nodes;
  }

  /** Returns whether the lab has IPv6. */
  public boolean ipv6() {
    return ipv6;
  }

  /** Returns the file that stands for a named network namespace. */
  public static Path netnsFile(String name) {
    return NETNS.resolve(name);
  }

  /**
   * Gives a new pod a namespace, a cable to its node, and the lowest free addresses of the node.
   */
  public PodNetwork plug(NodeNetwork node, String netnsName) {
    int number = node.pods().take();
    PodNetwork pod =
        new PodNetwork(
            netnsName,
            number,
            Addresses.pod4(node.index(), number),
            ipv6 ? Addresses.pod6(node.index(), number) : "");
    try {
      HostCommand.script(
          namespace(netnsName)
              + cable(
                  node.name(),
                  "pod" + number,
                  netnsName,
                  pod.address4(),
                  pod.address6(),
                  node.address4(),
                  node.address6()));
      return pod;
    } catch (LabFailure e) {
      unplug(node, pod);
      throw e;
    }
  }

  /** Takes a pod's cable and namespace away; its addresses are free at once. */
  public void unplug(NodeNetwork node, PodNetwork pod) {
    HostCommand.script(
        "ip -n "
            + node.name()
            + " link del pod"
            + pod.number()
            + " 2>/dev/null || :\n"
            + "ip netns del "
            + pod.netnsName()
            + " 2>/dev/null || :\n");
    node.pods().free(pod.number());
  }

  /**
   * Makes a namespace outside the cluster with a public-looking address, reachable through the
   * root.
   */
  public void plugOutside(String netnsName, String address4) {
    int number = outsideCables.take();
    HostCommand.script(
        namespace(netnsName)
            + cable(
                "",
                "out" + number,
                netnsName,
                address4,
                ipv6 ? Addresses.outside6(address4) : "",
                Addresses.ROOT4,
                Addresses.ROOT6));
  }

  /** Returns the IPv6 address of an outside host, empty without IPv6. */
  public String outside6(String address4) {
    return ipv6 ? Addresses.outside6(address4) : "";
  }

  /** Sends traffic for the Ingress address to one node. */
  public void routeIngress(NodeNetwork node) {
    HostCommand.script(
        "ip route replace "
            + Addresses.INGRESS4
            + " via "
            + node.address4()
            + "\n"
            + (ipv6
                ? "ip -6 route replace " + Addresses.INGRESS6 + " via " + node.address6() + "\n"
                : ""));
  }

  private void layUnderlay() {
    StringBuilder script = new StringBuilder();
    script.append(settings()).append("ip link set lo up\nip link add underlay type bridge\n");
    script.append("ip addr add " + Addresses.ROOT4 + "/24 dev underlay\n");
    script.append("ip addr add " + Addresses.HOP4 + "/32 dev lo scope link\n");
    if (ipv6) {
      script.append("ip addr add " + Addresses.ROOT6 + "/64 dev underlay nodad\n");
    }
    script.append("ip link set underlay up\n");
    nodes.forEach(node -> script.append(node(node)));
    for (NodeNetwork node : nodes) {
      script.append("ip route add " + node.podNet4() + " via " + node.address4() + "\n");
      if (ipv6) {
        script.append("ip -6 route add " + node.podNet6() + " via " + node.address6() + "\n");
      }
    }
    HostCommand.script(script.toString());
  }

  private String node(NodeNetwork node) {
    String name = node.name();
    StringBuilder script = new StringBuilder(namespace(name));
    script.append("ip link add " + name + " type veth peer name eth0 netns " + name + "\n");
    script.append("ip link set " + name + " master underlay up\n");
    script.append("ip -n " + name + " -batch - <<'END'\n");
    script.append("link set eth0 up\naddr add " + node.address4() + "/24 dev eth0\n");
    script.append("addr add " + Addresses.HOP4 + "/32 dev lo scope link\n");
    script.append("route add default via " + Addresses.ROOT4 + "\n");
    peers(node)
        .forEach(p -> script.append("route add " + p.podNet4() + " via " + p.address4() + "\n"));
    script.append("END\n");
    if (ipv6) {
      script.append("ip -6 -n " + name + " -batch - <<'END'\n");
      script.append("addr add " + node.address6() + "/64 dev eth0 nodad\n");
      script.append("route add default via " + Addresses.ROOT6 + "\n");
      peers(node)
          .forEach(p -> script.append("route add " + p.podNet6() + " via " + p.address6() + "\n"));
      script.append("END\n");
    }
    return script.toString();
  }

  private List<NodeNetwork> peers(NodeNetwork node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  private String namespace(String name) {
    return "ip netns add "
        + name
        + "\nnsenter --net="
        + netnsFile(name)
        + " sh -eu <<'END'\n"
        + settings()
        + "ip link set lo up\nEND\n";
  }

  private String settings() {
    return "echo 1 > /proc/sys/net/ipv4/ip_forward\n"
        + (ipv6
            ? "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding\n"
                + "echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad\n"
                + "echo 0 > /proc/sys/net/ipv6/conf/all/accept_dad\n"
            : "");
  }

  /** A cable from a router namespace (empty: here) to a leaf with one address per family. */
  private String cable(
      String router,
      String device,
      String leaf,
      String address4,
      String address6,
      String source4,
      String source6) {
    String at = router.isEmpty() ? "ip " : "ip -n " + router + " ";
    StringBuilder script = new StringBuilder();
    script.append(at + "link add " + device + " type veth peer name eth0 netns " + leaf + "\n");
    script.append(at + "-batch - <<'END'\nlink set " + device + " up\n");
    script.append("route add " + address4 + "/32 dev " + device + " src " + source4 + "\n");
    if (ipv6) {
      script.append("addr add " + Addresses.HOP6 + "/64 dev " + device + " nodad\n");
      script.append("route add " + address6 + "/128 dev " + device + " src " + source6 + "\n");
    }
    script.append("END\nip -n " + leaf + " -batch - <<'END'\nlink set eth0 up\n");
    script.append("addr add " + address4 + "/32 dev eth0\n");
    script.append("route add " + Addresses.HOP4 + " dev eth0 scope link\n");
    script.append("route add default via " + Addresses.HOP4 + " dev eth0 src " + address4 + "\n");
    if (ipv6) {
      script.append("addr add " + address6 + "/128 dev eth0 nodad\n");
      script.append("route add default via " + Addresses.HOP6 + " dev eth0 src " + address6 + "\n");
    }
    return script.append("END\n").toString();
  }
}
