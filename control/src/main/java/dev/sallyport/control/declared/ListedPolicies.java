// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.declared;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.wire.api.WorkloadDeclaredView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which policies of the cluster select a workload. Those of Kubernetes are also evaluated where
 * edges are said to be declared; those of Istio and Cilium are listed only, and said to be.
 */
final class ListedPolicies {
  private final String namespace;
  private final Selecting selecting;

  ListedPolicies(String namespace, Selecting selecting) {
    this.namespace = namespace;
    this.selecting = selecting;
  }

  List<WorkloadDeclaredView.Selecting> of(Iterable<? extends JsonNode> objects) {
    List<WorkloadDeclaredView.Selecting> found = new ArrayList<>();
    for (JsonNode each : objects) {
      said(each).ifPresent(found::add);
    }
    return found;
  }

  private Optional<WorkloadDeclaredView.Selecting> said(JsonNode object) {
    JsonNode spec = object.path("spec");
    return switch (Json.group(object) + "/" + Json.kind(object)) {
      case "networking.k8s.io/NetworkPolicy" ->
          when(
              here(object) && selecting.pods(spec.path("podSelector")),
              object,
              network(spec),
              true);
      case "policy.networking.k8s.io/AdminNetworkPolicy",
          "policy.networking.k8s.io/BaselineAdminNetworkPolicy",
          "policy.networking.k8s.io/ClusterNetworkPolicy" ->
          when(subject(spec.path("subject")), object, admin(spec), true);
      case "cilium.io/CiliumNetworkPolicy" -> cilium(object, here(object));
      case "cilium.io/CiliumClusterwideNetworkPolicy" -> cilium(object, true);
      case "security.istio.io/AuthorizationPolicy" -> istio(object, authorization(spec));
      case "security.istio.io/PeerAuthentication" ->
          istio(object, "mutual TLS " + spec.at("/mtls/mode").asText("as inherited"));
      case "security.istio.io/RequestAuthentication" ->
          istio(
              object,
              count(spec.path("jwtRules"), "issuer of tokens is", "issuers of tokens are")
                  + " believed");
      default -> Optional.empty();
    };
  }

  private boolean here(JsonNode object) {
    return Json.namespace(object).equals(namespace);
  }

  private boolean subject(JsonNode subject) {
    JsonNode pods = subject.path("pods");
    return pods.isMissingNode()
        ? selecting.namespaces(subject.path("namespaces"))
        : selecting.namespaces(pods.path("namespaceSelector"))
            && selecting.pods(pods.path("podSelector"));
  }

  private Optional<WorkloadDeclaredView.Selecting> cilium(JsonNode object, boolean inReach) {
    List<JsonNode> specs = new ArrayList<>();
    if (object.has("spec")) {
      specs.add(object.path("spec"));
    }
    object.path("specs").forEach(specs::add);
    for (JsonNode spec : specs) {
      if (inReach
          && spec.has("endpointSelector")
          && selecting.pods(spec.path("endpointSelector"))) {
        return when(true, object, directions(spec, "Deny"), false);
      }
    }
    return Optional.empty();
  }

  /** Istio's root namespace is taken to be where it is installed by default. */
  private Optional<WorkloadDeclaredView.Selecting> istio(JsonNode object, String says) {
    boolean inReach = here(object) || Json.namespace(object).equals("istio-system");
    boolean aimed =
        object.at("/spec/targetRefs").isEmpty() && object.at("/spec/targetRef").isEmpty();
    return when(
        inReach && aimed && selecting.pods(object.at("/spec/selector")), object, says, false);
  }

  private static Optional<WorkloadDeclaredView.Selecting> when(
      boolean selected, JsonNode object, String says, boolean evaluated) {
    return selected
        ? Optional.of(new WorkloadDeclaredView.Selecting(Json.title(object), says, evaluated))
        : Optional.empty();
  }

  private static String network(JsonNode spec) {
    List<String> types = Json.texts(spec.path("policyTypes"));
    boolean out = types.contains("Egress") || (types.isEmpty() && spec.has("egress"));
    boolean in = types.contains("Ingress") || types.isEmpty();
    List<String> words = new ArrayList<>();
    if (in) {
      words.add(rules("in", spec.path("ingress")));
    }
    if (out) {
      words.add(rules("out", spec.path("egress")));
    }
    return String.join("; ", words);
  }

  private static String rules(String direction, JsonNode rules) {
    return direction
        + ": "
        + (rules.isEmpty() ? "nothing is allowed" : count(rules, "rule allows", "rules allow"));
  }

  private static String admin(JsonNode spec) {
    return "priority "
        + spec.path("priority").asText("of the last word")
        + "; in: "
        + count(spec.path("ingress"), "rule", "rules")
        + "; out: "
        + count(spec.path("egress"), "rule", "rules");
  }

  private static String directions(JsonNode spec, String refusing) {
    List<String> words = new ArrayList<>();
    for (String each : List.of("ingress", "egress")) {
      String word = each.equals("ingress") ? "in" : "out";
      if (spec.has(each)) {
        words.add(word + ": " + count(spec.path(each), "rule allows", "rules allow"));
      }
      if (spec.has(each + refusing)) {
        words.add(word + ": " + count(spec.path(each + refusing), "rule refuses", "rules refuse"));
      }
    }
    return String.join("; ", words);
  }

  private static String authorization(JsonNode spec) {
    String action = spec.path("action").asText("ALLOW");
    if (spec.path("rules").isEmpty()) {
      return action.equals("ALLOW")
          ? "ALLOW without a rule: refuses all"
          : action + " without a rule";
    }
    return action + ", " + count(spec.path("rules"), "rule", "rules");
  }

  private static String count(JsonNode array, String one, String more) {
    return array.size() + " " + (array.size() == 1 ? one : more);
  }
}
