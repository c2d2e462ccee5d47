// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.api.Selector;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Services with selectors to one EndpointSlice per address family. */
final class EndpointSlices implements Controller {
  @Override
  public void reconcile(ObjectStore store, Instant now) {
    for (Resource service : store.list(Kinds.SERVICE)) {
      if (!service.at("/spec/selector").isEmpty()) {
        List<String> families =
            service.items("/spec/ipFamilies").stream().map(JsonNode::asText).toList();
        families.forEach(family -> reconcile(store, service, family));
      }
    }
  }

  private static void reconcile(ObjectStore store, Resource service, String family) {
    List<Resource> pods =
        store.list(Kinds.POD, service.namespace()).stream()
            .filter(p -> Selector.labels(service.at("/spec/selector")).test(p.labels()))
            .filter(p -> !Pods.ended(p) && address(p, family).isPresent())
            .toList();
    ObjectNode wanted = slice(service, family, pods);
    Optional<Resource> current =
        Pods.of(store, service, Kinds.ENDPOINT_SLICE).stream()
            .filter(s -> s.text("/addressType").equals(family))
            .findFirst();
    if (current.isEmpty()) {
      wanted.withObjectProperty("metadata").put("generateName", service.name() + "-");
      store.create(Kinds.ENDPOINT_SLICE, wanted);
    } else if (!same(current.get(), wanted)) {
      ObjectNode next = current.get().copy();
      next.set("endpoints", wanted.path("endpoints"));
      next.set("ports", wanted.path("ports"));
      store.update(Kinds.ENDPOINT_SLICE, next, ObjectStore.Part.ALL);
    }
  }

  private static boolean same(Resource current, ObjectNode wanted) {
    return current.at("/endpoints").equals(wanted.path("endpoints"))
        && current.at("/ports").equals(wanted.path("ports"));
  }

  private static ObjectNode slice(Resource service, String family, List<Resource> pods) {
    ObjectNode slice = Json.object();
    ObjectNode metadata = slice.putObject("metadata").put("namespace", service.namespace());
    ObjectNode labels = metadata.putObject("labels");
    service.labels().forEach(labels::put);
    labels.put("kubernetes.io/service-name", service.name());
    labels.put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
    Pods.own(metadata, service);
    slice.put("addressType", family);
    ArrayNode endpoints = slice.putArray("endpoints");
    pods.forEach(pod -> endpoints.add(endpoint(service, family, pod)));
    ArrayNode ports = slice.putArray("ports");
    for (JsonNode port : service.items("/spec/ports")) {
      int target = targetPort(port, pods);
      ports
          .addObject()
          .put("name", port.path("name").asText(""))
          .put("protocol", port.path("protocol").asText("TCP"))
          .put("port", target);
    }
    return slice;
  }

  private static ObjectNode endpoint(Resource service, String family, Resource pod) {
    ObjectNode endpoint = Json.object();
    endpoint.putArray("addresses").add(address(pod, family).orElseThrow());
    boolean publish = service.at("/spec/publishNotReadyAddresses").asBoolean();
    boolean ready = (Pods.ready(pod) && !pod.deleting()) || publish;
    endpoint
        .putObject("conditions")
        .put("ready", ready)
        .put("serving", Pods.ready(pod))
        .put("terminating", pod.deleting());
    if (!pod.text("/spec/hostname").isEmpty()
        && pod.text("/spec/subdomain").equals(service.name())) {
      endpoint.put("hostname", pod.text("/spec/hostname"));
    }
    endpoint
        .putObject("targetRef")
        .put("kind", "Pod")
        .put("namespace", pod.namespace())
        .put("name", pod.name())
        .put("uid", pod.uid());
    return endpoint.put("nodeName", pod.text("/spec/nodeName"));
  }

  private static int targetPort(JsonNode port, List<Resource> pods) {
    JsonNode target = port.path("targetPort");
    if (target.isMissingNode() || target.isInt()) {
      return target.asInt(port.path("port").asInt());
    }
    return pods.stream()
        .flatMap(p -> p.items("/spec/containers").stream())
        .flatMap(c -> java.util.stream.StreamSupport.stream(c.path("ports").spliterator(), false))
        .filter(p -> p.path("name").asText().equals(target.asText()))
        .findFirst()
        .map(p -> p.path("containerPort").asInt())
        .orElse(port.path("port").asInt());
  }

  private static Optional<String> address(Resource pod, String family) {
    boolean six = family.equals("IPv6");
    return pod.items("/status/podIPs").stream()
        .map(ip -> ip.path("ip").asText())
        .filter(ip -> ip.contains(":") == six)
        .findFirst();
  }
}
