// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.ResourceKind;
import dev.sallyport.lab.network.Addresses;
import dev.sallyport.lab.network.NumberPool;

/**
 * What an API server fills in: cluster IPs, service accounts, the defaults that programs rely on.
 */
final class Defaults implements ObjectStore.Admission {
  private final Ground ground;
  private final boolean ipv6;
  private final NumberPool numbers = new NumberPool(20, 65_000);

  Defaults(Ground ground) {
    this.ground = ground;
    this.ipv6 = ground.nodes().getFirst().ipv6();
  }

  @Override
  public void admit(ResourceKind kind, ObjectNode object, ObjectStore store) {
    if (kind.equals(Kinds.POD)) {
      pod(object);
    } else if (kind.equals(Kinds.SERVICE)) {
      service(object);
    } else if (kind.equals(Kinds.NAMESPACE)) {
      object
          .withObjectProperty("metadata")
          .withObjectProperty("labels")
          .put("kubernetes.io/metadata.name", object.at("/metadata/name").asText());
      object.putObject("status").put("phase", "Active");
    }
  }

  private static void pod(ObjectNode pod) {
    ObjectNode spec = pod.withObjectProperty("spec");
    defaultText(spec, "serviceAccountName", spec.path("serviceAccount").asText("default"));
    defaultText(spec, "restartPolicy", "Always");
    defaultText(spec, "dnsPolicy", "ClusterFirst");
    if (!spec.has("terminationGracePeriodSeconds")) {
      spec.put("terminationGracePeriodSeconds", 30);
    }
    pod.putObject("status").put("phase", "Pending");
  }

  private void service(ObjectNode service) {
    ObjectNode spec = service.withObjectProperty("spec");
    defaultText(spec, "type", "ClusterIP");
    for (JsonNode port : spec.path("ports")) {
      defaultText((ObjectNode) port, "protocol", "TCP");
      if (!port.has("targetPort")) {
        ((ObjectNode) port).set("targetPort", port.path("port"));
      }
    }
    if (spec.path("type").asText().equals("ExternalName")) {
      return;
    }
    boolean single = spec.path("ipFamilyPolicy").asText().equals("SingleStack");
    if (!spec.has("ipFamilies")) {
      ArrayNode families = spec.putArray("ipFamilies").add("IPv4");
      if (ipv6 && !single) {
        families.add("IPv6");
      }
    }
    defaultText(spec, "ipFamilyPolicy", "PreferDualStack");
    addresses(spec);
    if (spec.path("type").asText().equals("LoadBalancer")) {
      service
          .withObjectProperty("status")
          .withObjectProperty("loadBalancer")
          .putArray("ingress")
          .addObject()
          .put(
              "ip",
              ground.entry().isEmpty()
                  ? spec.path("clusterIP").asText()
                  : ground.entry().getFirst());
    }
  }

  private void addresses(ObjectNode spec) {
    String wanted = spec.path("clusterIP").asText("");
    if (wanted.equals("None") || spec.has("clusterIPs")) {
      return;
    }
    int number = wanted.isEmpty() ? numbers.take() : 0;
    ArrayNode addresses = spec.putArray("clusterIPs");
    for (JsonNode family : spec.path("ipFamilies")) {
      boolean six = family.asText().equals("IPv6");
      if (number > 0) {
        addresses.add(ground.clusterIp(number, six));
      } else if (six == wanted.contains(":")) {
        addresses.add(wanted);
      } else if (wanted.startsWith("10.96.")) {
        String[] parts = wanted.split("\\.");
        addresses.add(
            Addresses.service6(Integer.parseInt(parts[2]) * 256 + Integer.parseInt(parts[3])));
      }
    }
    spec.put("clusterIP", addresses.path(0).asText());
  }

  private static void defaultText(ObjectNode object, String field, String value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }
}
