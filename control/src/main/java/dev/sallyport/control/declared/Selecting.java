// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.declared;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a label selector, of Kubernetes or of one that writes prefixes as Cilium does, selects.
 */
final class Selecting {
  private static final List<String> PREFIXES = List.of("k8s:", "any:");
  private static final String NAMESPACE = "io.kubernetes.pod.namespace";
  private static final String NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";

  private final String namespace;
  private final Map<String, String> namespaceLabels;
  private final Map<String, String> labels;

  Selecting(String namespace, Map<String, String> namespaceLabels, Map<String, String> labels) {
    this.namespace = namespace;
    this.namespaceLabels = namespaceLabels;
    this.labels = labels;
  }

  /** An empty or absent selector selects all. */
  boolean pods(JsonNode selector) {
    return matches(selector, this::ofPod);
  }

  boolean namespaces(JsonNode selector) {
    return matches(selector, namespaceLabels::get);
  }

  /** Gives the value of a label, or null. */
  private interface Labels {
    @Nullable String get(String key);
  }

  private static boolean matches(JsonNode selector, Labels labels) {
    for (Map.Entry<String, JsonNode> each : selector.path("matchLabels").properties()) {
      if (!Objects.equals(labels.get(each.getKey()), each.getValue().asText())) {
        return false;
      }
    }
    for (JsonNode each : selector.path("matchExpressions")) {
      String value = labels.get(each.path("key").asText());
      boolean listed = value != null && Json.texts(each.path("values")).contains(value);
      boolean holds =
          switch (each.path("operator").asText()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String ofPod(String key) {
    String bare = key;
    for (String each : PREFIXES) {
      if (bare.startsWith(each)) {
        bare = bare.substring(each.length());
      }
    }
    if (bare.equals(NAMESPACE)) {
      return namespace;
    }
    return bare.startsWith(NAMESPACE_LABELS)
        ? namespaceLabels.get(bare.substring(NAMESPACE_LABELS.length()))
        : labels.get(bare);
  }
}
