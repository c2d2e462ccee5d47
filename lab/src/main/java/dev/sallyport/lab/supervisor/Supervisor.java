// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.ApiServer;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.api.Tokens;
import dev.sallyport.lab.controllers.ControlLoop;
import dev.sallyport.lab.kubelet.Kubelet;
import dev.sallyport.lab.kubelet.LabPaths;
import dev.sallyport.lab.network.Addresses;
import dev.sallyport.lab.network.DnsServer;
import dev.sallyport.lab.network.DnsZone;
import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.network.NodeNetwork;
import dev.sallyport.lab.network.UdpUpstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole cluster in one process: network, API, controllers, kubelets, DNS. Runs as the second
 * process of the lab's own namespaces; when it ends, everything it made ends with it.
 */
public final class Supervisor {
  private final LabPaths paths;
  private final Variables variables;
  private final Ground ground;
  private final ObjectStore store;
  private final Tokens tokens;
  private final Certificates certificates;
  private final OutsideHosts outside;
  private final List<Kubelet> kubelets = new ArrayList<>();
  private @Nullable ApiServer api;

  private Supervisor(SupervisorOptions options) {
    paths = new LabPaths(options.state());
    certificates = new Certificates(paths.certificates());
    Map<String, String> values = new HashMap<>(options.variables());
    values.put("SALLYPORT_HOME", options.home().toString());
    values.put("JAVA_HOME", System.getProperty("java.home"));
    values.put("LAB_STATE", options.state().toString());
    values.put("LAB_CA", certificates.authority().toString());
    ground =
        options.loopback()
            ? new LoopbackGround(paths, options.home())
            : new NamespaceGround(options.state());
    values.putAll(ground.variables());
    values.put("KUBE_API", "http://" + ground.apiAddresses().getFirst() + ":" + Addresses.API_PORT);
    variables = new Variables(values, options.home());
    store = new ObjectStore(new Defaults(ground));
    tokens = new Tokens(store);
    outside = new OutsideHosts(store, ground, certificates, paths);
  }

  /** Starts a cluster with the objects of some YAML texts and returns it when its API answers. */
  public static Supervisor start(SupervisorOptions options, List<String> manifests)
      throws IOException {
    Supervisor supervisor = new Supervisor(options);
    supervisor.open(manifests);
    return supervisor;
  }

  private void open(List<String> manifests) throws IOException {
    ground.nodes().forEach(this::registerNode);
    registerApi();
    serveApi(true);
    Files.writeString(paths.state().resolve("kubeconfig"), kubeconfig());
    manifests.forEach(this::apply);
    ground.start(store, outside);
    outside.start();
    new IngressController(store, certificates, ground, paths.state().resolve("ingress/nginx.conf"))
        .start();
    for (NodeNetwork node : ground.nodes()) {
      Kubelet kubelet =
          new Kubelet(
              node, ground.sandboxes(node), store, tokens, ground.threads(), paths, this::builtIn);
      kubelets.add(kubelet);
      kubelet.start();
    }
    new ControlLoop(store, ground.nodes().stream().map(NodeNetwork::name).toList());
  }

  /**
   * Creates or changes the objects of a YAML text, namespaces first; returns what it did, a line
   * per object.
   */
  public List<String> apply(String yaml) {
    List<ObjectNode> objects = new ArrayList<>(Json.parseYaml(variables.fill(yaml)));
    objects.sort(Comparator.comparingInt(Supervisor::turn));
    List<String> lines = new ArrayList<>();
    for (ObjectNode object : objects) {
      Resource applied = store.apply(object);
      lines.add(applied.kind().kind() + " " + applied.path());
    }
    return lines;
  }

  /** What others live in, or are defined by, comes first. */
  private static int turn(ObjectNode object) {
    return switch (object.path("kind").asText()) {
      case "Namespace", "CustomResourceDefinition" -> 0;
      default -> 1;
    };
  }

  /**
   * Opens the front of the Kubernetes API, or takes it away with all its connections. The cluster
   * itself goes on: what it holds is not lost, but nobody is told.
   *
   * @throws IOException when the address is taken
   */
  synchronized void serveApi(boolean up) throws IOException {
    ApiServer serving = api;
    if (serving != null) {
      serving.close();
      api = null;
    }
    if (up) {
      api = new ApiServer(store, this::log, ground.api(), ground.apiAccess(), tokens);
    }
  }

  ObjectStore store() {
    return store;
  }

  Ground ground() {
    return ground;
  }

  LabPaths paths() {
    return paths;
  }

  Path firstNode() {
    return ground.nodes().getFirst().netns();
  }

  Optional<Kubelet.Entry> entry(Resource pod, String container, List<String> command) {
    return kubelets.stream()
        .flatMap(k -> k.entry(pod.uid(), container, command).stream())
        .findFirst();
  }

  String log(Resource pod, String container) throws IOException {
    String name = container.isEmpty() ? pod.text("/spec/containers/0/name") : container;
    Path file = paths.log(pod.namespace(), pod.name(), name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private AutoCloseable builtIn(String name, Path netns) {
    if (!name.equals("dns")) {
      throw new LabFailure("the lab has no built-in program '" + name + "'");
    }
    InetSocketAddress resolver = new InetSocketAddress(Addresses.OUTSIDE_DNS, 53);
    return DnsServer.open(
        ground.threads(),
        netns,
        new DnsZone(new ClusterNames(store), new UdpUpstream(ground.threads(), netns, resolver)));
  }

  private void registerNode(NodeNetwork network) {
    ObjectNode node = Json.object();
    ObjectNode metadata = node.putObject("metadata").put("name", network.name());
    metadata
        .putObject("labels")
        .put("kubernetes.io/hostname", network.name())
        .put("kubernetes.io/os", "linux")
        .put("kubernetes.io/arch", System.getProperty("os.arch").replace("x86_64", "amd64"));
    ObjectNode spec = node.putObject("spec").put("podCIDR", network.podNet4());
    spec.putArray("podCIDRs").add(network.podNet4());
    ObjectNode status = node.putObject("status");
    var addresses = status.putArray("addresses");
    addresses.addObject().put("type", "InternalIP").put("address", network.address4());
    if (network.ipv6()) {
      spec.withArrayProperty("podCIDRs").add(network.podNet6());
      addresses.addObject().put("type", "InternalIP").put("address", network.address6());
    }
    addresses.addObject().put("type", "Hostname").put("address", network.name());
    status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
    status
        .putObject("nodeInfo")
        .put("kubeletVersion", "v1.34.0+sallyport-lab")
        .put("kernelVersion", System.getProperty("os.version"))
        .put("operatingSystem", "linux");
    store.create(store.kinds().of("v1", "Node"), node);
  }

  /** The service {@code kubernetes.default}, whose backend is not a pod. */
  private void registerApi() {
    apply("{apiVersion: v1, kind: Namespace, metadata: {name: default}}");
    apply(
        "{apiVersion: v1, kind: Service, metadata: {name: kubernetes, namespace: default}, "
            + "spec: {clusterIP: %s, ports: [{name: http, port: 443, targetPort: %d}]}}"
                .formatted(ground.apiService(), Addresses.API_PORT));
    for (String address : ground.apiAddresses()) {
      apiSlice(address.contains(":") ? "IPv6" : "IPv4", address);
    }
  }

  private void apiSlice(String family, String address) {
    apply(
        "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: 'kubernetes-%s', namespace: default, "
                .formatted(family.toLowerCase(java.util.Locale.ROOT))
            + "labels: {kubernetes.io/service-name: kubernetes}}, addressType: %s, "
                .formatted(family)
            + "endpoints: [{addresses: ['%s'], conditions: {ready: true}}], ".formatted(address)
            + "ports: [{name: http, port: %d, protocol: TCP}]}".formatted(Addresses.API_PORT));
  }

  private String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: lab, cluster: {server: "http://%s:%d"}}]
    users: [{name: lab, user: {}}]
    contexts: [{name: lab, context: {cluster: lab, user: lab}}]
    current-context: lab
    """
        .formatted(ground.apiAddresses().getFirst(), Addresses.API_PORT);
  }

  /** Stops the cluster at once: the kernel ends every process of these namespaces with this one. */
  static void halt() {
    Runtime.getRuntime().halt(0);
  }
}
