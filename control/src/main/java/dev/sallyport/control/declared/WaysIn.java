// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.declared;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What offers Services to callers outside of the cluster: Ingresses, OpenShift Routes, routes of
 * the Gateway API, VirtualServices of Istio, and Services that do so themselves.
 */
public final class WaysIn {
  private static final String GATEWAYS = "gateway.networking.k8s.io";
  private static final String ISTIO = "networking.istio.io";
  private static final Set<String> ROUTES =
      Set.of("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute");

  private final List<WayIn> found = new ArrayList<>();
  private final Map<String, JsonNode> gateways = new HashMap<>();

  private WaysIn() {}

  /**
   * A way in.
   *
   * @param object the object that says so
   * @param through what requests pass on the way
   * @param hosts names; empty for any
   * @param paths paths or methods; empty for all
   * @param service the Service that they lead to, as {@code namespace/name}
   * @param port its port as the object writes it; empty where it names none
   */
  public record WayIn(
      String object,
      String through,
      Set<String> hosts,
      Set<String> paths,
      String service,
      String port) {}

  /** Returns all ways in that the objects declare, those of other kinds passed over. */
  public static List<WayIn> of(Iterable<? extends JsonNode> objects) {
    WaysIn ways = new WaysIn();
    for (JsonNode each : objects) {
      if (Json.kind(each).equals("Gateway")) {
        ways.gateways.put(
            gatewayKey(Json.group(each), Json.namespace(each), Json.name(each)), each);
      }
    }
    objects.forEach(ways::read);
    return List.copyOf(ways.found);
  }

  private void read(JsonNode object) {
    switch (Json.kind(object)) {
      case "Service" -> service(object);
      case "Ingress" -> ingress(object);
      case "Route" -> route(object);
      case "VirtualService" -> virtualService(object);
      default -> {
        if (ROUTES.contains(Json.kind(object)) && Json.group(object).equals(GATEWAYS)) {
          gatewayRoute(object);
        }
      }
    }
  }

  private void service(JsonNode object) {
    String type = object.at("/spec/type").asText();
    if (type.equals("LoadBalancer") || type.equals("NodePort")) {
      String ports =
          object
              .at("/spec/ports")
              .valueStream()
              .map(each -> each.path("port").asText())
              .collect(Collectors.joining(","));
      add(object, "its own type " + type, Set.of(), Set.of(), Json.name(object), ports);
    }
  }

  private void ingress(JsonNode object) {
    String by = object.at("/spec/ingressClassName").asText();
    String through = "ingress controller" + (by.isEmpty() ? "" : " of class " + by);
    backend(object, through, Set.of(), Set.of(), object.at("/spec/defaultBackend/service"));
    for (JsonNode rule : object.at("/spec/rules")) {
      for (JsonNode path : rule.at("/http/paths")) {
        Set<String> paths = some(path.path("path").asText());
        backend(
            object, through, some(rule.path("host").asText()), paths, path.at("/backend/service"));
      }
    }
  }

  private void backend(
      JsonNode object, String through, Set<String> hosts, Set<String> paths, JsonNode service) {
    if (!service.path("name").asText().isEmpty()) {
      String number = service.at("/port/number").asText();
      String port = number.isEmpty() ? service.at("/port/name").asText() : number;
      add(object, through, hosts, paths, service.path("name").asText(), port);
    }
  }

  private void route(JsonNode object) {
    if (!Json.group(object).equals("route.openshift.io")) {
      return;
    }
    List<JsonNode> targets = new ArrayList<>(List.of(object.at("/spec/to")));
    object.at("/spec/alternateBackends").forEach(targets::add);
    for (JsonNode each : targets) {
      add(
          object,
          "router of OpenShift",
          some(object.at("/spec/host").asText()),
          some(object.at("/spec/path").asText()),
          each.path("name").asText(),
          object.at("/spec/port/targetPort").asText());
    }
  }

  private void gatewayRoute(JsonNode object) {
    Set<String> hosts = new TreeSet<>(Json.texts(object.at("/spec/hostnames")));
    Set<String> through = new TreeSet<>();
    for (JsonNode parent : object.at("/spec/parentRefs")) {
      if (parent.path("kind").asText("Gateway").equals("Gateway")) {
        String namespace = parent.path("namespace").asText(Json.namespace(object));
        String name = parent.path("name").asText();
        JsonNode gateway = gateways.get(gatewayKey(GATEWAYS, namespace, name));
        through.add("Gateway " + namespace + "/" + name + listeners(gateway, parent));
        if (hosts.isEmpty() && gateway != null) {
          gateway
              .at("/spec/listeners")
              .forEach(each -> hosts.addAll(some(each.path("hostname").asText())));
        }
      }
    }
    if (through.isEmpty()) {
      // A route of a mesh alone, whose parents are Services.
      return;
    }
    for (JsonNode rule : object.at("/spec/rules")) {
      Set<String> paths = new TreeSet<>();
      rule.path("matches").forEach(each -> paths.addAll(match(each)));
      for (JsonNode each : rule.path("backendRefs")) {
        if (each.path("kind").asText("Service").equals("Service")) {
          String namespace = each.path("namespace").asText(Json.namespace(object));
          found.add(
              new WayIn(
                  Json.title(object),
                  String.join(", ", through),
                  hosts,
                  paths,
                  namespace + "/" + each.path("name").asText(),
                  each.path("port").asText()));
        }
      }
    }
  }

  private static Set<String> match(JsonNode match) {
    String path = match.at("/path/value").asText();
    JsonNode method = match.path("method");
    if (method.isObject()) {
      return some(method.path("service").asText() + "/" + method.path("method").asText("*"));
    }
    return some(method.isTextual() ? (method.asText() + " " + path).strip() : path);
  }

  private static String listeners(
      @org.jspecify.annotations.Nullable JsonNode gateway, JsonNode parent) {
    if (gateway == null) {
      return "";
    }
    String section = parent.path("sectionName").asText();
    Set<String> ports = new TreeSet<>();
    for (JsonNode each : gateway.at("/spec/listeners")) {
      if (section.isEmpty() || section.equals(each.path("name").asText())) {
        ports.add(each.path("protocol").asText() + " " + each.path("port").asText());
      }
    }
    return ports.isEmpty() ? "" : " (" + String.join(", ", ports) + ")";
  }

  /** Without gateways, or with the word "mesh" alone, a VirtualService lets nobody in. */
  private void virtualService(JsonNode object) {
    if (!Json.group(object).equals(ISTIO)) {
      return;
    }
    Set<String> through = new TreeSet<>();
    for (String each : Json.texts(object.at("/spec/gateways"))) {
      if (!each.equals("mesh")) {
        int slash = each.indexOf('/');
        String namespace = slash < 0 ? Json.namespace(object) : each.substring(0, slash);
        String name = each.substring(slash + 1);
        through.add("Istio Gateway " + namespace + "/" + name + servers(namespace, name));
      }
    }
    if (through.isEmpty()) {
      return;
    }
    Set<String> hosts = new TreeSet<>(Json.texts(object.at("/spec/hosts")));
    for (String layer : List.of("http", "tls", "tcp")) {
      for (JsonNode rule : object.at("/spec/" + layer)) {
        Set<String> paths = new TreeSet<>();
        for (JsonNode match : rule.path("match")) {
          match.path("uri").forEach(each -> paths.add(each.asText()));
        }
        for (JsonNode each : rule.path("route")) {
          JsonNode destination = each.path("destination");
          found.add(
              new WayIn(
                  Json.title(object),
                  String.join(", ", through),
                  hosts,
                  paths,
                  service(destination.path("host").asText(), Json.namespace(object)),
                  destination.at("/port/number").asText()));
        }
      }
    }
  }

  private String servers(String namespace, String name) {
    JsonNode gateway = gateways.get(gatewayKey(ISTIO, namespace, name));
    if (gateway == null) {
      return "";
    }
    Set<String> ports = new TreeSet<>();
    for (JsonNode each : gateway.at("/spec/servers")) {
      ports.add(each.at("/port/protocol").asText() + " " + each.at("/port/number").asText());
    }
    return " (" + String.join(", ", ports) + ")";
  }

  /** A host is a short name, or {@code name.namespace.svc.domain}. */
  private static String service(String host, String namespace) {
    String[] parts = host.split("\\.", 3);
    return parts.length == 1 ? namespace + "/" + host : parts[1] + "/" + parts[0];
  }

  private void add(
      JsonNode object,
      String through,
      Set<String> hosts,
      Set<String> paths,
      String service,
      String port) {
    found.add(
        new WayIn(
            Json.title(object),
            through,
            hosts,
            paths,
            Json.namespace(object) + "/" + service,
            port));
  }

  private static Set<String> some(String text) {
    return text.isEmpty() ? Set.of() : Set.of(text);
  }

  private static String gatewayKey(String group, String namespace, String name) {
    return group + " " + namespace + "/" + name;
  }
}
