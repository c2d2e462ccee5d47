// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What brings requests in: Ingress, OpenShift Route, routes of the Gateway API. */
final class EntryReader {
  private static final String INGRESS = "{ingress-controller}";
  private static final String GATEWAY = "{gateway}";

  private EntryReader() {}

  static List<EntryPoint> ingress(Fields object, String namespace, String name) {
    String self = "Ingress " + namespace + "/" + name;
    List<EntryPoint> entries = new ArrayList<>();
    Fields spec = object.at("spec");
    ingressBackend(spec.at("defaultBackend"), self, namespace).ifPresent(entries::add);
    for (Fields rule : spec.at("rules").items()) {
      for (Fields path : rule.at("http", "paths").items()) {
        ingressBackend(path.at("backend"), self, namespace).ifPresent(entries::add);
      }
    }
    return entries;
  }

  private static Optional<EntryPoint> ingressBackend(
      Fields backend, String self, String namespace) {
    Fields service = backend.at("service");
    if (!service.isPresent()) {
      return Optional.empty();
    }
    Fields port = service.at("port");
    return Optional.of(
        new EntryPoint(
            INGRESS,
            self,
            namespace,
            service.at("name").text(""),
            port.at("number").text().or(port.at("name")::text),
            false));
  }

  static List<EntryPoint> route(Fields object, String namespace, String name) {
    String self = "Route " + namespace + "/" + name;
    Optional<String> port = object.at("spec", "port", "targetPort").text();
    List<EntryPoint> entries = new ArrayList<>();
    List<Fields> backends = new ArrayList<>();
    backends.add(object.at("spec", "to"));
    backends.addAll(object.at("spec", "alternateBackends").items());
    for (Fields backend : backends) {
      backend
          .at("name")
          .text()
          .ifPresent(
              service ->
                  entries.add(new EntryPoint(INGRESS, self, namespace, service, port, true)));
    }
    return entries;
  }

  static List<EntryPoint> gatewayRoute(Fields object, String kind, String namespace, String name) {
    String self = kind + " " + namespace + "/" + name;
    List<EntryPoint> entries = new ArrayList<>();
    for (Fields rule : object.at("spec", "rules").items()) {
      for (Fields backend : rule.at("backendRefs").items()) {
        if (backend.at("kind").text("Service").equals("Service")) {
          entries.add(
              new EntryPoint(
                  GATEWAY,
                  self,
                  backend.at("namespace").text(namespace),
                  backend.at("name").text(""),
                  backend.at("port").text(),
                  false));
        }
      }
    }
    return entries;
  }
}
