// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import dev.sallyport.lab.api.ApiServer;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.kubelet.Kubelet;
import dev.sallyport.lab.kubelet.LabPaths;
import dev.sallyport.lab.kubelet.LoopbackSandboxes;
import dev.sallyport.lab.kubelet.Sandboxes;
import dev.sallyport.lab.network.Addresses;
import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.network.Loopback;
import dev.sallyport.lab.network.LoopbackNames;
import dev.sallyport.lab.network.NamespaceThread;
import dev.sallyport.lab.network.NodeNetwork;
import dev.sallyport.lab.network.NumberPool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loopback addresses of one machine, without any privilege: every program asked to listen on its
 * own, names by hosts files, and Services at addresses on which somebody has to stand.
 */
final class LoopbackGround implements Ground {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Loopback loopback = Loopback.claim();
  private final NodeNetwork node = loopback.node();
  private final NamespaceThread threads = NamespaceThread.staying();
  private final LoopbackNames names = new LoopbackNames();
  private final LabPaths paths;
  private final Path home;
  private final NumberPool outsideNumbers = new NumberPool(1, 200);
  private final NumberPool egressNumbers = new NumberPool(1, 200);
  private final Map<String, String> outside = new ConcurrentHashMap<>();
  private final Map<String, SteerProxy.Egress> egress = new ConcurrentHashMap<>();

  LoopbackGround(LabPaths paths, Path home) {
    this.paths = paths;
    this.home = home;
  }

  @Override
  public List<NodeNetwork> nodes() {
    return List.of(node);
  }

  @Override
  public NamespaceThread threads() {
    return threads;
  }

  @Override
  public Sandboxes sandboxes(NodeNetwork of) {
    return new LoopbackSandboxes(loopback, of, names, paths, programs());
  }

  @Override
  public InetSocketAddress api() {
    return new InetSocketAddress(loopback.api(), Addresses.API_PORT);
  }

  @Override
  public ApiServer.Access apiAccess() {
    return ApiServer.Access.READ;
  }

  @Override
  public List<String> apiAddresses() {
    return List.of(loopback.api());
  }

  @Override
  public String apiService() {
    return loopback.service(1);
  }

  @Override
  public String clusterIp(int number, boolean ipv6) {
    return loopback.service(number);
  }

  @Override
  public List<String> entry() {
    return List.of();
  }

  @Override
  public Map<String, String> variables() {
    // The API takes no objects here, so the authority and whom to believe are files.
    return Map.of(
        "AUTHORITY",
        "file",
        "LINK_TRUST",
        paths.trust().toString(),
        "LISTEN",
        "$(LISTEN_ADDRESS)",
        "REDIS_BIND",
        "$(LISTEN_ADDRESS)",
        "ENTRY_PORT",
        ":" + Loopback.port(80),
        "TLS_PORT",
        ":" + Loopback.port(443),
        "STEER_LISTENERS",
        paths.listeners().toString(),
        "STEER_PROCESSES",
        paths.processes().toString());
  }

  @Override
  public IngressStyle ingress() {
    Path run = paths.state().resolve("ingress");
    return new IngressStyle(
        run,
        System.getProperty("user.name").equals("root") ? "user root;" : "",
        "include " + run + "/listen.conf;",
        "include " + run + "/listen-tls.conf;",
        "include " + run + "/listen.conf;",
        true);
  }

  @Override
  public void start(ObjectStore store, OutsideHosts hosts) {
    new SteerProxy(store, hosts, names, egress, paths.listeners()).start();
  }

  @Override
  public InetSocketAddress reach(ObjectStore store, Resource service, int port) {
    return SteerProxy.isSteered(service)
        ? new InetSocketAddress(service.text("/spec/clusterIP"), Loopback.port(port))
        : new InetSocketAddress(
            SteerProxy.firstPod(store, service)
                .orElseThrow(() -> new LabFailure("nothing is ready behind " + service.path())),
            port);
  }

  /** A host's names are dialled at addresses on which a listener stands, and lead to the host. */
  @Override
  public List<InetAddress> plug(String host, String address, List<String> hostNames) {
    String own = loopback.outside(outsideNumbers.take());
    outside.put(host, own);
    List<InetAddress> dialled = new ArrayList<>();
    for (String name : hostNames) {
      String listen = loopback.egress(egressNumbers.take());
      egress.put(name, new SteerProxy.Egress(listen, own));
      dialled.add(InetAddress.ofLiteral(listen));
    }
    names.keep(hostsFile(host), "");
    return dialled;
  }

  @Override
  public Kubelet.Entry enterHost(String host, List<String> command) {
    Map<String, String> environment = new LinkedHashMap<>(programs());
    environment.put("LAB_HOSTS", hostsFile(host).toString());
    environment.put("LISTEN_ADDRESS", outside.getOrDefault(host, "127.0.0.1"));
    environment.put("SOURCE_ADDRESS", outside.getOrDefault(host, "127.0.0.1"));
    environment.put("PORT", Integer.toString(Loopback.port(443)));
    List<String> words =
        new ArrayList<>(List.of("setsid", "sh", "-c", LabPaths.WRITE_DOWN + "cd / && exec \"$@\""));
    words.add(paths.sessions().toString());
    words.addAll(command);
    return new Kubelet.Entry(words, environment);
  }

  @Override
  public Kubelet.Entry enter(String place, List<String> command) {
    if (!place.startsWith("out-") || !outside.containsKey(place.substring(4))) {
      throw new LabFailure(
          "this lab has no network namespaces; places are: "
              + outside.keySet().stream().map(host -> "out-" + host).sorted().toList());
    }
    Kubelet.Entry entry = enterHost(place.substring(4), command);
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    environment.putAll(entry.environment());
    return new Kubelet.Entry(entry.words(), environment);
  }

  /** What leads every program to its own address and to this lab's names. */
  private Map<String, String> programs() {
    Path loopbackPrograms = home.resolve("lab/shop/loopback");
    return Map.of(
        // By this the lab's processes are found again when it ends.
        "SALLYPORT_LAB", paths.state().toString(),
        "PATH", loopbackPrograms + ":" + PATH,
        "NODE_OPTIONS", "--require=" + loopbackPrograms.resolve("listen.cjs"));
  }

  private Path hostsFile(String host) {
    return paths.state().resolve("steer/names-of-" + host);
  }
}
