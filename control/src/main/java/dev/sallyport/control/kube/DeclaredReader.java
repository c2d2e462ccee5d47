// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sallyport.control.declared.WaysIn;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.proposal.Declared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads from manifests what workloads serve, and who asks it of them. Not thread-safe. */
final class DeclaredReader {
  private static final String SCRAPE = "prometheus.io/";

  private final List<JsonNode> services = new ArrayList<>();
  private final Map<String, Map<String, String>> namespaces = new HashMap<>();
  private final Set<String> entered = new HashSet<>();
  private final Set<String> called = new HashSet<>();
  private final Set<String> offered;

  private DeclaredReader(Set<String> offered) {
    this.offered = offered;
  }

  static List<Declared> read(
      Iterable<JsonNode> documents, List<JsonNode> webhooks, Set<String> offered) {
    DeclaredReader reader = new DeclaredReader(offered);
    documents.forEach(reader::surroundings);
    WaysIn.of(documents).forEach(each -> reader.entered.add(each.service()));
    webhooks.forEach(reader::webhook);
    List<Declared> declared = new ArrayList<>();
    for (JsonNode each : documents) {
      JsonNode template = template(each);
      if (!template.isMissingNode()) {
        declared.add(reader.declared(each, template));
      }
    }
    return declared;
  }

  private static JsonNode template(JsonNode object) {
    return switch (object.path("kind").asText()) {
      case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" ->
          object.at("/spec/template");
      case "CronJob" -> object.at("/spec/jobTemplate/spec/template");
      case "Pod" -> object;
      default -> MissingNode.getInstance();
    };
  }

  private void surroundings(JsonNode object) {
    switch (object.path("kind").asText()) {
      case "Namespace" ->
          namespaces.put(
              object.at("/metadata/name").asText(), texts(object.at("/metadata/labels")));
      case "Service" -> services.add(object);
      default -> {}
    }
  }

  private void webhook(JsonNode configuration) {
    for (JsonNode each : configuration.path("webhooks")) {
      JsonNode service = each.at("/clientConfig/service");
      called.add(service.path("namespace").asText() + "/" + service.path("name").asText());
    }
  }

  private Declared declared(JsonNode object, JsonNode template) {
    String namespace = object.at("/metadata/namespace").asText();
    Map<String, String> labels = texts(template.at("/metadata/labels"));
    Workload workload =
        new Workload(
            namespace,
            object.path("kind").asText(),
            object.at("/metadata/name").asText(),
            template.at("/spec/serviceAccountName").asText("default"),
            PodFact.stable(labels));
    Set<Declared.Port> ports = new LinkedHashSet<>();
    Set<Declared.Probe> probes = new LinkedHashSet<>();
    Map<String, Integer> named = new HashMap<>();
    for (JsonNode container : template.at("/spec/containers")) {
      for (JsonNode port : container.path("ports")) {
        ports.add(
            new Declared.Port(
                port.path("containerPort").asInt(), port.path("protocol").asText("TCP")));
        named.put(port.path("name").asText(), port.path("containerPort").asInt());
      }
    }
    for (JsonNode container : template.at("/spec/containers")) {
      for (String kind : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
        probe(container.path(kind), named, probes);
      }
    }
    boolean ingress = offered.contains(workload.key());
    boolean webhook = false;
    for (JsonNode service : services) {
      if (selects(service, namespace, labels)) {
        String key = namespace + "/" + service.at("/metadata/name").asText();
        ingress |= entered.contains(key);
        webhook |= called.contains(key);
        for (JsonNode port : service.at("/spec/ports")) {
          int number = number(port.path("targetPort"), named, port.path("port").asInt());
          ports.add(new Declared.Port(number, port.path("protocol").asText("TCP")));
        }
      }
    }
    Map<String, String> space = new TreeMap<>(namespaces.getOrDefault(namespace, Map.of()));
    space.putIfAbsent("kubernetes.io/metadata.name", namespace);
    return new Declared(
        workload,
        space,
        ports.stream().filter(each -> each.number() > 0).toList(),
        List.copyOf(probes),
        scrapes(template, ports),
        ingress,
        webhook);
  }

  private static void probe(
      JsonNode probe, Map<String, Integer> named, Set<Declared.Probe> probes) {
    JsonNode http = probe.path("httpGet");
    if (!http.isMissingNode()) {
      probes.add(
          new Declared.Probe(
              number(http.path("port"), named, 0), http.path("path").asText("/"), false));
    }
    if (probe.has("tcpSocket")) {
      probes.add(new Declared.Probe(number(probe.at("/tcpSocket/port"), named, 0), "", false));
    }
    if (probe.has("grpc")) {
      probes.add(new Declared.Probe(probe.at("/grpc/port").asInt(), "", true));
    }
  }

  private static List<Integer> scrapes(JsonNode template, Set<Declared.Port> ports) {
    JsonNode annotations = template.at("/metadata/annotations");
    if (!annotations.path(SCRAPE + "scrape").asText().equals("true")) {
      return List.of();
    }
    int port = annotations.path(SCRAPE + "port").asInt(0);
    return port > 0 ? List.of(port) : ports.stream().limit(1).map(Declared.Port::number).toList();
  }

  private static boolean selects(JsonNode service, String namespace, Map<String, String> labels) {
    Map<String, String> selector = texts(service.at("/spec/selector"));
    return !selector.isEmpty()
        && service.at("/metadata/namespace").asText().equals(namespace)
        && labels.entrySet().containsAll(selector.entrySet());
  }

  private static int number(JsonNode port, Map<String, Integer> named, int otherwise) {
    if (port.isInt()) {
      return port.asInt();
    }
    return port.isTextual()
        ? named.getOrDefault(port.asText(), parsed(port.asText(), otherwise))
        : otherwise;
  }

  private static int parsed(String text, int otherwise) {
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : otherwise;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
    return texts;
  }
}
