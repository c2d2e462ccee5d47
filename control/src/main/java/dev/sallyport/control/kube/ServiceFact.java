// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.Service;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of a Service.
 *
 * @param uid UID
 * @param namespace namespace
 * @param name name
 * @param type Kubernetes type, for example {@code ClusterIP}
 * @param addresses cluster addresses; empty for a headless Service
 * @param externalAddresses load-balancer and external addresses
 * @param selector labels of the pods behind it; empty when its endpoints are written by others
 * @param ports its ports
 * @param externalName host that an ExternalName Service stands for; empty for all others
 */
record ServiceFact(
    String uid,
    String namespace,
    String name,
    String type,
    List<String> addresses,
    List<String> externalAddresses,
    Map<String, String> selector,
    List<PortFact> ports,
    String externalName) {

  /**
   * One port of a Service.
   *
   * @param name name, or empty
   * @param port port on the cluster address
   * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
   * @param appProtocol what the author says is spoken, or empty
   * @param nodePort port on every node, or 0
   */
  record PortFact(String name, int port, String protocol, String appProtocol, int nodePort) {}

  static ServiceFact of(Service service) {
    var meta = service.getMetadata();
    var spec = service.getSpec();
    if (spec == null) {
      return new ServiceFact(
          meta.getUid(),
          meta.getNamespace(),
          meta.getName(),
          "ClusterIP",
          List.of(),
          List.of(),
          Map.of(),
          List.of(),
          "");
    }
    return new ServiceFact(
        meta.getUid(),
        meta.getNamespace(),
        meta.getName(),
        spec.getType() == null ? "ClusterIP" : spec.getType(),
        clusterAddresses(service),
        externalAddresses(service),
        spec.getSelector() == null ? Map.of() : Map.copyOf(spec.getSelector()),
        ports(service),
        spec.getExternalName() == null ? "" : spec.getExternalName());
  }

  private static List<String> clusterAddresses(Service service) {
    Set<String> found = new LinkedHashSet<>();
    if (service.getSpec().getClusterIP() != null) {
      found.add(service.getSpec().getClusterIP());
    }
    found.addAll(service.getSpec().getClusterIPs());
    found.remove("None");
    found.remove("");
    return List.copyOf(found);
  }

  private static List<String> externalAddresses(Service service) {
    Set<String> found = new LinkedHashSet<>(service.getSpec().getExternalIPs());
    var status = service.getStatus();
    if (status != null && status.getLoadBalancer() != null) {
      for (var each : status.getLoadBalancer().getIngress()) {
        if (each.getIp() != null) {
          found.add(each.getIp());
        }
      }
    }
    return List.copyOf(found);
  }

  private static List<PortFact> ports(Service service) {
    return service.getSpec().getPorts().stream()
        .map(
            each ->
                new PortFact(
                    each.getName() == null ? "" : each.getName(),
                    each.getPort() == null ? 0 : each.getPort(),
                    each.getProtocol() == null ? "TCP" : each.getProtocol(),
                    each.getAppProtocol() == null ? "" : each.getAppProtocol(),
                    each.getNodePort() == null ? 0 : each.getNodePort()))
        .toList();
  }
}
