// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.Addresses;
import dev.sallyport.lab.network.Fabric;
import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.network.NodeNetwork;
import dev.sallyport.lab.network.ServiceRules;
import dev.sallyport.lab.network.ServiceRules.Backend;
import dev.sallyport.lab.network.ServiceRules.Virtual;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the service rules of every node in step with Services and EndpointSlices. Runs on one
 * {@link Follower}.
 */
final class ServiceProxy {
  private static final Logger logger = LoggerFactory.getLogger(ServiceProxy.class);

  private final ObjectStore store;
  private final Fabric fabric;
  private final Map<String, List<Virtual>> installed = new HashMap<>();
  private String ingressNode = "";

  ServiceProxy(ObjectStore store, Fabric fabric) {
    this.store = store;
    this.fabric = fabric;
  }

  void start() {
    Follower.start(
        "service-proxy", store, Set.of(Kinds.SERVICE, Kinds.ENDPOINT_SLICE), this::synchronise);
  }

  private void synchronise() {
    try {
      fabric.nodes().forEach(this::install);
      routeIngress();
    } catch (LabFailure e) {
      logger.error("service rules: {}", e.getMessage());
    }
  }

  private void install(NodeNetwork node) {
    List<Virtual> wanted = new ArrayList<>();
    store.list(Kinds.SERVICE).forEach(service -> wanted.addAll(virtuals(service, node)));
    if (!wanted.equals(installed.get(node.name()))) {
      ServiceRules.install(node, wanted);
      installed.put(node.name(), wanted);
    }
  }

  private List<Virtual> virtuals(Resource service, NodeNetwork node) {
    List<Virtual> all = new ArrayList<>();
    for (JsonNode address : service.items("/spec/clusterIPs")) {
      service
          .items("/spec/ports")
          .forEach(port -> all.add(virtual(service, address.asText(), port, "")));
    }
    if (service.text("/spec/type").equals("LoadBalancer")) {
      for (String address : List.of(Addresses.INGRESS4, Addresses.INGRESS6)) {
        service
            .items("/spec/ports")
            .forEach(port -> all.add(virtual(service, address, port, node.name())));
      }
    }
    return all;
  }

  private Virtual virtual(Resource service, String address, JsonNode port, String onlyNode) {
    List<Backend> backends = new ArrayList<>();
    for (Resource slice : slices(service)) {
      if (slice.text("/addressType").equals(address.contains(":") ? "IPv6" : "IPv4")) {
        int target = portOf(slice, port);
        for (JsonNode endpoint : slice.items("/endpoints")) {
          boolean here = onlyNode.isEmpty() || endpoint.path("nodeName").asText().equals(onlyNode);
          if (endpoint.at("/conditions/ready").asBoolean(true) && here) {
            backends.add(new Backend(endpoint.at("/addresses/0").asText(), target));
          }
        }
      }
    }
    return new Virtual(
        address, port.path("protocol").asText("TCP"), port.path("port").asInt(), backends);
  }

  private List<Resource> slices(Resource service) {
    return store.list(Kinds.ENDPOINT_SLICE, service.namespace()).stream()
        .filter(s -> service.name().equals(s.labels().get("kubernetes.io/service-name")))
        .toList();
  }

  static int portOf(Resource slice, JsonNode port) {
    return slice.items("/ports").stream()
        .filter(p -> p.path("name").asText("").equals(port.path("name").asText("")))
        .findFirst()
        .map(p -> p.path("port").asInt())
        .orElse(port.path("port").asInt());
  }

  private void routeIngress() {
    Optional<String> node =
        store.list(Kinds.SERVICE).stream()
            .filter(s -> s.text("/spec/type").equals("LoadBalancer"))
            .flatMap(s -> slices(s).stream())
            .flatMap(s -> s.items("/endpoints").stream())
            .filter(e -> e.at("/conditions/ready").asBoolean())
            .map(e -> e.path("nodeName").asText())
            .findFirst();
    if (node.isPresent() && !node.get().equals(ingressNode)) {
      ingressNode = node.get();
      fabric.nodes().stream()
          .filter(n -> n.name().equals(ingressNode))
          .forEach(fabric::routeIngress);
    }
  }
}
