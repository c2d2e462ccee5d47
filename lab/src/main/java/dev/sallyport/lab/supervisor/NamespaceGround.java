// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import dev.sallyport.lab.api.ApiServer;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.kubelet.Kubelet;
import dev.sallyport.lab.kubelet.NamespaceSandboxes;
import dev.sallyport.lab.kubelet.Sandboxes;
import dev.sallyport.lab.network.Addresses;
import dev.sallyport.lab.network.DnsServer;
import dev.sallyport.lab.network.DnsZone;
import dev.sallyport.lab.network.Fabric;
import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.network.NamespaceThread;
import dev.sallyport.lab.network.NodeNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Network namespaces with cables between them: two nodes, pods and hosts outside. */
final class NamespaceGround implements Ground {
  private static final Path NGINX = Path.of("/run/ingress-nginx");

  private final Fabric fabric;
  private final NamespaceThread threads = new NamespaceThread();
  private final Path outsideResolver;

  NamespaceGround(Path state) {
    fabric = Fabric.lay(List.of("node-a", "node-b"));
    outsideResolver = state.resolve("outside-resolv.conf");
  }

  @Override
  public List<NodeNetwork> nodes() {
    return fabric.nodes();
  }

  @Override
  public NamespaceThread threads() {
    return threads;
  }

  @Override
  public Sandboxes sandboxes(NodeNetwork node) {
    return new NamespaceSandboxes(node, fabric);
  }

  @Override
  public InetSocketAddress api() {
    return new InetSocketAddress(Addresses.API_PORT);
  }

  @Override
  public ApiServer.Access apiAccess() {
    return ApiServer.Access.ALL;
  }

  @Override
  public List<String> apiAddresses() {
    return both(Addresses.ROOT4, Addresses.ROOT6);
  }

  @Override
  public String apiService() {
    return Addresses.API_SERVICE4;
  }

  @Override
  public String clusterIp(int number, boolean ipv6) {
    return ipv6 ? Addresses.service6(number) : Addresses.service4(number);
  }

  @Override
  public List<String> entry() {
    return both(Addresses.INGRESS4, Addresses.INGRESS6);
  }

  @Override
  public Map<String, String> variables() {
    return Map.of();
  }

  @Override
  public IngressStyle ingress() {
    return new IngressStyle(
        NGINX,
        "user root;",
        "listen 80; listen [::]:80;",
        "listen 443 ssl; listen [::]:443 ssl;",
        "listen 80 default_server; listen [::]:80 default_server;",
        false);
  }

  @Override
  public void start(ObjectStore store, OutsideHosts outside) {
    new ServiceProxy(store, fabric).start();
    try {
      Files.writeString(outsideResolver, "nameserver " + Addresses.OUTSIDE_DNS + "\n");
    } catch (IOException e) {
      throw new LabFailure("cannot write " + outsideResolver, e);
    }
    fabric.plugOutside("out-resolver", Addresses.OUTSIDE_DNS);
    DnsServer.open(
        threads, Fabric.netnsFile("out-resolver"), new DnsZone(outside, query -> new byte[0]));
  }

  @Override
  public InetSocketAddress reach(ObjectStore store, Resource service, int port) {
    return new InetSocketAddress(service.text("/spec/clusterIP"), port);
  }

  @Override
  public List<InetAddress> plug(String host, String address, List<String> names) {
    fabric.plugOutside("out-" + host, address);
    return both(address, fabric.outside6(address)).stream().map(InetAddress::ofLiteral).toList();
  }

  @Override
  public Kubelet.Entry enterHost(String host, List<String> command) {
    List<String> words =
        new ArrayList<>(List.of("nsenter", "--net=" + Fabric.netnsFile("out-" + host), "--"));
    words.addAll(List.of("unshare", "--mount", "--uts", "--propagation", "private", "sh", "-euc"));
    words.add(
        "hostname "
            + host
            + "; mount --bind "
            + outsideResolver
            + " /etc/resolv.conf; cd /; exec \"$@\"");
    words.add("sh");
    words.addAll(command);
    return new Kubelet.Entry(words, Map.of());
  }

  @Override
  public Kubelet.Entry enter(String netns, List<String> command) {
    List<String> words =
        new ArrayList<>(List.of("nsenter", "--net=" + Fabric.netnsFile(netns), "--"));
    words.addAll(List.of("unshare", "--mount", "--propagation", "private", "sh", "-euc"));
    words.add(
        "f=$(mktemp); echo nameserver 203.0.113.53 > $f; mount --bind $f /etc/resolv.conf; exec \"$@\"");
    words.add("sh");
    words.addAll(command);
    return new Kubelet.Entry(words, System.getenv());
  }

  private List<String> both(String address4, String address6) {
    return fabric.ipv6() ? List.of(address4, address6) : List.of(address4);
  }
}
