// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes objects, as any YAML or JSON parser gives them, to what decides about connections.
 * Objects of other kinds are passed over. An object that the Kubernetes API would refuse is left
 * out, and a remark names the object, the field and what was expected; nothing is half applied.
 *
 * <p>Not thread-safe; made for one reading.
 */
public final class ManifestReader {
  private static final String ADMIN_GROUP = "policy.networking.k8s.io/";

  private final PodReader pods = new PodReader();
  private final List<NetworkPolicy> policies = new ArrayList<>();
  private final List<NetworkService> services = new ArrayList<>();
  private final List<EntryPoint> entries = new ArrayList<>();
  private final Map<String, Map<String, String>> namespaces = new HashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private int objects;

  /**
   * Adds one document.
   *
   * @param where what the document is called in remarks, such as a file name
   * @param document the document; anything but an object is a remark, nothing at all is passed over
   */
  public void add(String where, @Nullable Object document) {
    requireNonNull(where, "where");
    if (document == null) {
      return;
    }
    if (!(document instanceof Map<?, ?>)) {
      remarks.add(where + ": expected a Kubernetes object, got a " + kindOf(document));
      return;
    }
    Fields object = new Fields("", document);
    try {
      String kind = object.at("kind").text("");
      if (kind.endsWith("List") && object.has("items")) {
        object.at("items").items().forEach(item -> add(where, item.value()));
      } else {
        objects++;
        read(where, object, kind);
      }
    } catch (Fields.BadField e) {
      remarks.add(where + ": " + title(object) + " left out: " + e.getMessage());
    }
  }

  /** Adds a remark about something that could not even be parsed. */
  public void remark(String remark) {
    remarks.add(requireNonNull(remark, "remark"));
  }

  /** Returns what was read. */
  public ClusterNetwork network() {
    return new ClusterNetwork(pods.groups(namespaces), policies, services, entries);
  }

  /** Returns what was wrong or could not be regarded, in the order in which it was read. */
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  /** Returns how many objects were read, of whatever kind. */
  public int objects() {
    return objects;
  }

  private void read(String where, Fields object, String kind) {
    String name = object.at("metadata", "name").text("");
    String namespace = object.at("metadata", "namespace").text("default");
    String group = object.at("apiVersion").text("");
    switch (kind) {
      case "Namespace" -> namespaces.put(name, object.at("metadata", "labels").labels());
      case "NetworkPolicy" -> {
        if (group.startsWith("networking.k8s.io/") || group.startsWith("extensions/")) {
          policies.add(PolicyReader.read(object, namespace, name));
        }
      }
      case "AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy" -> {
        if (group.startsWith(ADMIN_GROUP)) {
          policies.add(
              new AdminPolicyReader(
                      kind, remark -> remarks.add(where + ": " + name + ": " + remark))
                  .read(object, name));
        }
      }
      case "Service" -> services.add(service(object, namespace, name));
      case "Ingress" -> entries.addAll(EntryReader.ingress(object, namespace, name));
      case "Route" -> {
        if (group.startsWith("route.openshift.io/")) {
          entries.addAll(EntryReader.route(object, namespace, name));
        }
      }
      case "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute" ->
          entries.addAll(EntryReader.gatewayRoute(object, kind, namespace, name));
      default -> {
        if (PodReader.makesPods(kind)) {
          pods.add(object, kind, namespace, name);
        }
      }
    }
  }

  private static NetworkService service(Fields object, String namespace, String name) {
    List<NetworkService.Port> ports = new ArrayList<>();
    for (Fields port : object.at("spec", "ports").items()) {
      int number = port.at("port").port();
      ports.add(
          new NetworkService.Port(
              port.at("name").text(""),
              number,
              PolicyReader.transport(port.at("protocol")),
              port.at("targetPort").text(Integer.toString(number))));
    }
    Fields selector = object.at("spec", "selector");
    return new NetworkService(
        namespace,
        name,
        selector.isPresent() && !selector.labels().isEmpty()
            ? Optional.of(SelectorReader.ofLabels(selector))
            : Optional.empty(),
        ports);
  }

  private static String title(Fields object) {
    return object.at("kind").text("object")
        + " "
        + object.at("metadata", "namespace").text().map(it -> it + "/").orElse("")
        + object.at("metadata", "name").text("without a name");
  }

  private static String kindOf(Object document) {
    return document instanceof List<?> ? "list" : "value";
  }
}
