// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.Loopback;
import dev.sallyport.lab.network.LoopbackNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells Sallyport which listeners are to stand for Services and hosts outside, as a file, and the
 * lab's programs where those are, as names. Does what kube-proxy and DNS do elsewhere. Runs on one
 * {@link Follower}.
 */
final class SteerProxy {
  /** Sallyport's own Services: they have to be reached before there is a listener. */
  private static final String OWN_NAMESPACE = "sallyport";

  private static final List<Integer> EGRESS_PORTS = List.of(80, 443);

  private final ObjectStore store;
  private final OutsideHosts outside;
  private final LoopbackNames names;
  private final Map<String, Egress> egress;
  private final Path file;
  private String written = "";

  /**
   * Where a name outside is dialled and where that leads.
   *
   * @param listen address of the listener
   * @param host address of the host
   */
  record Egress(String listen, String host) {}

  SteerProxy(
      ObjectStore store,
      OutsideHosts outside,
      LoopbackNames names,
      Map<String, Egress> egress,
      Path file) {
    this.store = store;
    this.outside = outside;
    this.names = names;
    this.egress = egress;
    this.file = file;
  }

  void start() {
    outside.whenPlugged(this::synchronise);
    Follower.start(
        "steer-proxy",
        store,
        Set.of(Kinds.SERVICE, Kinds.ENDPOINT_SLICE, Kinds.INGRESS),
        this::synchronise);
  }

  /** Returns whether a listener stands for the Service. */
  static boolean isSteered(Resource service) {
    return !service.namespace().equals(OWN_NAMESPACE)
        && !(service.namespace().equals("default") && service.name().equals("kubernetes"))
        && !service.text("/spec/clusterIP").isEmpty()
        && !service.text("/spec/clusterIP").equals("None");
  }

  /** Returns the address of a ready pod behind the Service. */
  static Optional<String> firstPod(ObjectStore store, Resource service) {
    return slices(store, service).stream()
        .flatMap(slice -> slice.items("/endpoints").stream())
        .filter(endpoint -> endpoint.at("/conditions/ready").asBoolean())
        .map(endpoint -> endpoint.at("/addresses/0").asText())
        .findFirst();
  }

  private synchronized void synchronise() {
    ObjectNode root = Json.object();
    ArrayNode listeners = root.putArray("listeners");
    Map<String, String> services = new TreeMap<>();
    for (Resource service : store.list(Kinds.SERVICE)) {
      if (isSteered(service)) {
        services.put(service.namespace() + "/" + service.name(), service.text("/spec/clusterIP"));
        service.items("/spec/ports").forEach(port -> add(listeners, service, port));
      } else {
        firstPod(store, service)
            .ifPresent(pod -> services.put(service.namespace() + "/" + service.name(), pod));
      }
    }
    egress.forEach((name, way) -> EGRESS_PORTS.forEach(port -> add(listeners, name, way, port)));
    names.set(services, hosts());
    write(Json.text(root));
  }

  private Map<String, String> hosts() {
    Map<String, String> hosts = new TreeMap<>();
    egress.forEach((name, way) -> hosts.put(name, way.listen()));
    Optional<String> entry =
        store.list(Kinds.SERVICE).stream()
            .filter(service -> service.text("/spec/type").equals("LoadBalancer"))
            .map(service -> service.text("/spec/clusterIP"))
            .findFirst();
    for (Resource ingress : store.list(Kinds.INGRESS)) {
      for (JsonNode rule : ingress.items("/spec/rules")) {
        entry.ifPresent(address -> hosts.put(rule.path("host").asText(), address));
      }
    }
    return hosts;
  }

  private void add(ArrayNode listeners, Resource service, JsonNode port) {
    if (!port.path("protocol").asText("TCP").equals("TCP")) {
      return;
    }
    int known = port.path("port").asInt();
    ObjectNode listener = listeners.addObject();
    listener.put("service", service.namespace() + "/" + service.name()).put("port", known);
    listener.put("listen", service.text("/spec/clusterIP") + ":" + Loopback.port(known));
    ArrayNode upstreams = listener.putArray("upstreams");
    for (Resource slice : slices(store, service)) {
      int target = Loopback.port(ServiceProxy.portOf(slice, port));
      for (JsonNode endpoint : slice.items("/endpoints")) {
        if (endpoint.at("/conditions/ready").asBoolean(true)) {
          upstreams
              .addObject()
              .put("address", endpoint.at("/addresses/0").asText() + ":" + target)
              .put("pod", endpoint.at("/targetRef/uid").asText());
        }
      }
    }
  }

  private static void add(ArrayNode listeners, String name, Egress way, int port) {
    ObjectNode listener = listeners.addObject().put("host", name).put("port", port);
    listener.put("listen", way.listen() + ":" + Loopback.port(port));
    listener
        .putArray("upstreams")
        .addObject()
        .put("address", way.host() + ":" + Loopback.port(port));
  }

  private static List<Resource> slices(ObjectStore store, Resource service) {
    return store.list(Kinds.ENDPOINT_SLICE, service.namespace()).stream()
        .filter(s -> service.name().equals(s.labels().get("kubernetes.io/service-name")))
        .toList();
  }

  private void write(String text) {
    if (text.equals(written)) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      Path fresh = file.resolveSibling("listeners.new");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      written = text;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
