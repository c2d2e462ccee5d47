// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.policy.network.ClusterNetwork;
import dev.sallyport.policy.network.ManifestReader;
import dev.sallyport.policy.proposal.Declared;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What manifests declare: ports, probes, ways in, network policies. Listed when somebody asks, and
 * remembered for a while, since it is asked for seldom and most of an object is none of our
 * business: of containers only ports and probes are kept.
 *
 * <p>Safe for any thread; whoever asks first after that while waits for the lists.
 */
public final class ClusterManifests {
  private static final Logger log = LoggerFactory.getLogger(ClusterManifests.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration KEPT = Duration.ofSeconds(20);
  private static final List<String> ADMIN_KINDS =
      List.of(
          "v1alpha1/AdminNetworkPolicy/adminnetworkpolicies",
          "v1alpha1/BaselineAdminNetworkPolicy/baselineadminnetworkpolicies",
          "v1alpha2/ClusterNetworkPolicy/clusternetworkpolicies");

  private final KubernetesClient client;
  private final Supplier<Set<String>> offered;
  private final InstantSource clock;
  private @Nullable Taken taken;

  /** One look at the cluster. */
  private record Taken(
      Instant at, ArrayNode documents, List<Declared> declared, ClusterNetwork network) {}

  /**
   * Returns manifests of a cluster.
   *
   * @param client how to ask it
   * @param offered keys of workloads that a Service offers to callers outside of the cluster
   * @param clock wall clock
   */
  public ClusterManifests(
      KubernetesClient client, Supplier<Set<String>> offered, InstantSource clock) {
    this.client = requireNonNull(client, "client");
    this.offered = requireNonNull(offered, "offered");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Returns what the manifests of every workload say. */
  public List<Declared> declared() {
    return look().declared();
  }

  /** Returns what decides who may open connections to whom. */
  public ClusterNetwork network() {
    return look().network();
  }

  /** Returns the objects behind it, cut down to what decides, as a list of Kubernetes. */
  public JsonNode documents() {
    ObjectNode list = JSON.createObjectNode();
    list.put("apiVersion", "v1").put("kind", "List").set("items", look().documents());
    return list;
  }

  private synchronized Taken look() {
    Instant now = clock.instant();
    Taken known = taken;
    if (known != null && known.at().plus(KEPT).isAfter(now)) {
      return known;
    }
    ArrayNode documents = JSON.createArrayNode();
    List<JsonNode> webhooks = new ArrayList<>();
    list("namespaces", documents, () -> client.namespaces().list().getItems());
    list("deployments", documents, () -> all(client.apps().deployments().inAnyNamespace().list()));
    list(
        "statefulsets", documents, () -> all(client.apps().statefulSets().inAnyNamespace().list()));
    list("daemonsets", documents, () -> all(client.apps().daemonSets().inAnyNamespace().list()));
    list("replicasets", documents, () -> all(client.apps().replicaSets().inAnyNamespace().list()));
    list("cronjobs", documents, () -> all(client.batch().v1().cronjobs().inAnyNamespace().list()));
    list("jobs", documents, () -> all(client.batch().v1().jobs().inAnyNamespace().list()));
    list("pods", documents, () -> all(client.pods().inAnyNamespace().list()));
    list("services", documents, () -> all(client.services().inAnyNamespace().list()));
    list(
        "ingresses",
        documents,
        () -> all(client.network().v1().ingresses().inAnyNamespace().list()));
    list(
        "networkpolicies",
        documents,
        () -> all(client.network().v1().networkPolicies().inAnyNamespace().list()));
    for (String each : ADMIN_KINDS) {
      list(each, documents, () -> admin(each));
    }
    list("webhooks", webhooks);
    ManifestReader reader = new ManifestReader();
    documents.forEach(each -> reader.add("cluster", JSON.convertValue(each, Map.class)));
    Taken fresh =
        new Taken(
            now,
            documents,
            DeclaredReader.read(documents, webhooks, offered.get()),
            reader.network());
    taken = fresh;
    return fresh;
  }

  private static List<? extends HasMetadata> all(
      KubernetesResourceList<? extends HasMetadata> list) {
    return list.getItems();
  }

  private List<? extends HasMetadata> admin(String kind) {
    String[] parts = kind.split("/", -1);
    ResourceDefinitionContext context =
        new ResourceDefinitionContext.Builder()
            .withGroup("policy.networking.k8s.io")
            .withVersion(parts[0])
            .withKind(parts[1])
            .withPlural(parts[2])
            .withNamespaced(false)
            .build();
    return client.genericKubernetesResources(context).list().getItems();
  }

  private void list(String what, ArrayNode into, Supplier<List<? extends HasMetadata>> objects) {
    try {
      for (HasMetadata each : objects.get()) {
        ManifestTrim.trim(JSON.valueToTree(each)).ifPresent(into::add);
      }
    } catch (KubernetesClientException e) {
      // Kinds that a cluster lacks are normal; those that may not be read are said by the watch.
      log.debug("Manifests: {} are not listed: {}", what, e.getMessage());
    }
  }

  private void list(String what, List<JsonNode> into) {
    try {
      var registration = client.admissionRegistration().v1();
      registration
          .validatingWebhookConfigurations()
          .list()
          .getItems()
          .forEach(each -> into.add(JSON.valueToTree(each)));
      registration
          .mutatingWebhookConfigurations()
          .list()
          .getItems()
          .forEach(each -> into.add(JSON.valueToTree(each)));
    } catch (KubernetesClientException e) {
      log.debug("Manifests: {} are not listed: {}", what, e.getMessage());
    }
  }
}
