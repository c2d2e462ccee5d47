// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.model.AiHosts;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says in which layer a party stands. What a party was seen to serve counts first; its name decides
 * only where names are conventions (controllers, DNS) or public facts (hosts of AI providers).
 */
public final class LayerRules {
  private static final Set<String> PLATFORM_NAMESPACES = Set.of("kube-system", "sallyport");
  private static final Set<String> DNS_NAMES = Set.of("coredns", "kube-dns", "node-local-dns");
  private static final List<String> INGRESS_NAMES =
      List.of(
          "ingress-nginx",
          "nginx-ingress",
          "ingress-controller",
          "istio-ingressgateway",
          "traefik",
          "envoy-gateway",
          "haproxy-ingress",
          "contour-envoy",
          "kong-gateway",
          "emissary-ingress");
  private static final Set<String> STORE_NAMES =
      Set.of(
          "postgres",
          "postgresql",
          "mysql",
          "mariadb",
          "redis",
          "valkey",
          "mongo",
          "mongodb",
          "elasticsearch",
          "opensearch",
          "cassandra",
          "minio",
          "clickhouse",
          "memcached",
          "cockroachdb",
          "etcd");

  /** Paths of the OpenAI dialect, of Anthropic, Ollama, and the open inference protocol. */
  private static final List<String> MODEL_PATHS =
      List.of(
          "/v1/chat/completions",
          "/v1/completions",
          "/v1/embeddings",
          "/v1/responses",
          "/v1/messages",
          "/api/chat",
          "/api/generate",
          "/api/embed");

  private LayerRules() {}

  /**
   * Returns the layer.
   *
   * @param party the party
   * @param served protocols in which it was called
   * @param servesModels whether it answered calls of a model
   */
  public static PartyLayer layer(Party party, Set<Protocol> served, boolean servesModels) {
    return switch (party) {
      case OutsideClient _ -> PartyLayer.OUTSIDE;
      case ClusterNode _ -> PartyLayer.PLATFORM;
      case ControlPlane _ -> PartyLayer.PLATFORM;
      case Unidentified _ -> PartyLayer.WORKLOAD;
      case ExternalHost host -> external(host, served, servesModels);
      case Workload workload -> workload(workload, served, servesModels);
    };
  }

  /** Returns whether the operation is the call of a language model, by its shape. */
  public static boolean isModelCall(Operation operation) {
    return switch (operation) {
      case ModelOperation _ -> true;
      case HttpOperation http ->
          http.method().equals("POST")
              && (MODEL_PATHS.contains(http.pathTemplate())
                  || (http.pathTemplate().startsWith("/v2/models/")
                      && http.pathTemplate().endsWith("/infer")));
      default -> false;
    };
  }

  /** Returns whether the host is known as that of an AI provider. */
  public static boolean isAiHost(String host) {
    return AiHosts.provider(host).isPresent();
  }

  private static PartyLayer external(
      ExternalHost host, Set<Protocol> served, boolean servesModels) {
    if (servesModels || isAiHost(host.name())) {
      return PartyLayer.AI;
    }
    return servesStore(served) ? PartyLayer.DATASTORE : PartyLayer.EGRESS;
  }

  private static PartyLayer workload(
      Workload workload, Set<Protocol> served, boolean servesModels) {
    String name = workload.name().toLowerCase(Locale.ROOT);
    if (PLATFORM_NAMESPACES.contains(workload.namespace()) || DNS_NAMES.contains(name)) {
      return PartyLayer.PLATFORM;
    }
    if (isIngressName(workload.namespace()) || isIngressName(name)) {
      return PartyLayer.INGRESS;
    }
    if (servesModels) {
      return PartyLayer.AI;
    }
    boolean named =
        workload.kind().equals("StatefulSet") ? hasStoreWord(name) : STORE_NAMES.contains(name);
    return servesStore(served) || named ? PartyLayer.DATASTORE : PartyLayer.WORKLOAD;
  }

  private static boolean isIngressName(String name) {
    return INGRESS_NAMES.stream().anyMatch(name::contains);
  }

  private static boolean hasStoreWord(String name) {
    for (String word : name.split("-", -1)) {
      if (STORE_NAMES.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean servesStore(Set<Protocol> served) {
    return served.stream().anyMatch(Protocol::isDataStore);
  }
}
