// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts manifests down to what decides about connections: no environment, command, image or volume
 * of a container leaves the program.
 */
final class ManifestTrim {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> CONTAINER =
      List.of("name", "ports", "readinessProbe", "livenessProbe", "startupProbe", "restartPolicy");
  private static final Set<String> WORKLOADS =
      Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod");
  private static final String SCRAPE = "prometheus.io/";

  private ManifestTrim() {}

  /** Returns what is kept; empty for a workload that another object of the cluster makes. */
  static Optional<ObjectNode> trim(JsonNode object) {
    boolean made = !object.at("/metadata/ownerReferences").isEmpty();
    String kind = object.path("kind").asText();
    if (made && WORKLOADS.contains(kind)) {
      return Optional.empty();
    }
    ObjectNode kept = JSON.objectNode();
    kept.set("apiVersion", object.path("apiVersion"));
    kept.set("kind", object.path("kind"));
    kept.set("metadata", metadata(object.path("metadata")));
    switch (kind) {
      case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" ->
          kept.putObject("spec").set("template", template(object.at("/spec/template")));
      case "CronJob" ->
          kept.putObject("spec")
              .putObject("jobTemplate")
              .putObject("spec")
              .set("template", template(object.at("/spec/jobTemplate/spec/template")));
      case "Pod" -> {
        kept.set("spec", podSpec(object.path("spec")));
        kept.putObject("status").set("phase", object.at("/status/phase"));
      }
      default -> {
        if (object.has("spec")) {
          kept.set("spec", object.path("spec"));
        }
      }
    }
    return Optional.of(kept);
  }

  private static ObjectNode metadata(JsonNode full) {
    ObjectNode kept = JSON.objectNode();
    for (String each : List.of("name", "namespace", "labels", "ownerReferences")) {
      if (full.hasNonNull(each)) {
        kept.set(each, full.path(each));
      }
    }
    ObjectNode annotations = JSON.objectNode();
    full.path("annotations")
        .properties()
        .forEach(
            each -> {
              if (each.getKey().startsWith(SCRAPE)) {
                annotations.set(each.getKey(), each.getValue());
              }
            });
    if (!annotations.isEmpty()) {
      kept.set("annotations", annotations);
    }
    return kept;
  }

  private static ObjectNode template(JsonNode full) {
    ObjectNode kept = JSON.objectNode();
    kept.set("metadata", metadata(full.path("metadata")));
    kept.set("spec", podSpec(full.path("spec")));
    return kept;
  }

  private static ObjectNode podSpec(JsonNode full) {
    ObjectNode kept = JSON.objectNode();
    for (String each : List.of("serviceAccountName", "automountServiceAccountToken")) {
      if (full.hasNonNull(each)) {
        kept.set(each, full.path(each));
      }
    }
    for (String list : List.of("containers", "initContainers")) {
      ArrayNode containers = JSON.arrayNode();
      for (JsonNode each : full.path(list)) {
        ObjectNode container = containers.addObject();
        for (String field : CONTAINER) {
          if (each.hasNonNull(field)) {
            container.set(field, probe(field, each.path(field)));
          }
        }
      }
      if (!containers.isEmpty()) {
        kept.set(list, containers);
      }
    }
    return kept;
  }

  /** Headers and commands of probes may hold secrets. */
  private static JsonNode probe(String field, JsonNode value) {
    if (!field.endsWith("Probe")) {
      return value;
    }
    ObjectNode kept = JSON.objectNode();
    JsonNode http = value.path("httpGet");
    if (!http.isMissingNode() && !http.isNull()) {
      kept.putObject("httpGet").set("path", http.path("path"));
      ((ObjectNode) kept.get("httpGet")).set("port", http.path("port"));
    }
    for (String each : List.of("tcpSocket", "grpc")) {
      JsonNode socket = value.path(each);
      if (!socket.isMissingNode() && !socket.isNull()) {
        kept.putObject(each).set("port", socket.path("port"));
      }
    }
    return kept;
  }
}
