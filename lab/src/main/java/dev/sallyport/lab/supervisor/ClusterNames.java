// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.DnsZone;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The names of the cluster's domain, straight from the API: services, headless services and their
 * pods.
 */
final class ClusterNames implements DnsZone.Names {
  private static final String DOMAIN = ".cluster.local";

  private final ObjectStore store;

  ClusterNames(ObjectStore store) {
    this.store = store;
  }

  @Override
  public boolean owns(String name) {
    return name.endsWith(DOMAIN) || name.endsWith(".in-addr.arpa") || name.endsWith(".ip6.arpa");
  }

  @Override
  public Optional<List<InetAddress>> lookup(String name) {
    if (!name.endsWith(DOMAIN)) {
      return Optional.empty();
    }
    List<String> labels =
        Arrays.asList(name.substring(0, name.length() - DOMAIN.length()).split("\\."));
    int count = labels.size();
    if (count < 3 || !labels.getLast().equals("svc")) {
      return Optional.empty();
    }
    String namespace = labels.get(count - 2);
    Optional<Resource> service = store.get(Kinds.SERVICE, namespace, labels.get(count - 3));
    if (count == 3) {
      return service.map(
          s -> s.items("/spec/clusterIPs").isEmpty() ? endpoints(s, "") : clusterIps(s));
    }
    return count == 4
        ? service.map(s -> endpoints(s, labels.getFirst())).filter(found -> !found.isEmpty())
        : Optional.empty();
  }

  private static List<InetAddress> clusterIps(Resource service) {
    return service.items("/spec/clusterIPs").stream()
        .map(ip -> InetAddress.ofLiteral(ip.asText()))
        .toList();
  }

  private List<InetAddress> endpoints(Resource service, String host) {
    List<InetAddress> found = new ArrayList<>();
    for (Resource slice : store.list(Kinds.ENDPOINT_SLICE, service.namespace())) {
      if (service.name().equals(slice.labels().get("kubernetes.io/service-name"))) {
        for (JsonNode endpoint : slice.items("/endpoints")) {
          boolean named = host.isEmpty() || endpoint.path("hostname").asText().equals(host);
          if (endpoint.at("/conditions/ready").asBoolean() && named) {
            found.add(InetAddress.ofLiteral(endpoint.at("/addresses/0").asText()));
          }
        }
      }
    }
    return found;
  }
}
