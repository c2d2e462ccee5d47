// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kinds that a cluster may have or not, found by asking what it serves. What was found is
 * remembered for a while, as such kinds come and go with what is installed. Not thread-safe.
 */
final class OptionalKinds {
  private static final JsonNode EMPTY = MissingNode.getInstance();
  private static final Duration KEPT = Duration.ofMinutes(5);

  /** Groups, and the kinds of them that tell of ways in or of policies. */
  static final Map<String, Set<String>> WANTED =
      Map.of(
          "gateway.networking.k8s.io",
              Set.of("Gateway", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"),
          "policy.networking.k8s.io",
              Set.of("AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"),
          "route.openshift.io", Set.of("Route"),
          "networking.istio.io", Set.of("Gateway", "VirtualService"),
          "security.istio.io",
              Set.of("AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication"),
          "cilium.io", Set.of("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"));

  private final ObjectLister lister;
  private final InstantSource clock;
  private List<ApiKind> found = List.of();
  private Instant foundAt = Instant.MIN;

  OptionalKinds(ObjectLister lister, InstantSource clock) {
    this.lister = lister;
    this.clock = clock;
  }

  /** Returns the kinds that the cluster has; when it cannot be asked, those it had. */
  List<ApiKind> present() {
    Instant now = clock.instant();
    if (foundAt.isBefore(now.minus(KEPT))) {
      try {
        found = discover();
        foundAt = now;
      } catch (KubernetesClientException e) {
        return found;
      }
    }
    return found;
  }

  private List<ApiKind> discover() {
    List<ApiKind> kinds = new ArrayList<>();
    Optional<JsonNode> groups = lister.ask("/apis");
    for (JsonNode group : groups.map(it -> it.path("groups")).orElse(EMPTY)) {
      Set<String> wanted = WANTED.get(group.path("name").asText());
      if (wanted != null) {
        Set<String> missing = new HashSet<>(wanted);
        for (String version : versions(group)) {
          kinds(version, missing, kinds);
        }
      }
    }
    return List.copyOf(kinds);
  }

  /** The version that the server prefers comes first. */
  private static List<String> versions(JsonNode group) {
    List<String> versions = new ArrayList<>();
    versions.add(group.at("/preferredVersion/groupVersion").asText());
    for (JsonNode each : group.path("versions")) {
      String version = each.path("groupVersion").asText();
      if (!versions.contains(version)) {
        versions.add(version);
      }
    }
    versions.removeIf(String::isEmpty);
    return versions;
  }

  private void kinds(String version, Set<String> missing, List<ApiKind> into) {
    if (missing.isEmpty()) {
      return;
    }
    JsonNode resources =
        lister.ask("/apis/" + version).map(it -> it.path("resources")).orElse(EMPTY);
    for (JsonNode each : resources) {
      String plural = each.path("name").asText();
      String kind = each.path("kind").asText();
      if (!plural.contains("/") && missing.remove(kind)) {
        into.add(new ApiKind(version, kind, plural));
      }
    }
  }
}
