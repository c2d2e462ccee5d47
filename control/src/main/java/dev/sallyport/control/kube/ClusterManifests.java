// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.control.declared.Roles;
import dev.sallyport.control.declared.WorkloadDeclarations;
import dev.sallyport.policy.network.ClusterNetwork;
import dev.sallyport.policy.network.ManifestReader;
import dev.sallyport.policy.proposal.Declared;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What manifests declare: ports, probes, ways in, policies, rights. Listed when somebody asks, and
 * remembered for a while, since it is asked for seldom and most of an object is none of our
 * business: of containers only ports and probes are kept.
 *
 * <p>Safe for any thread; whoever asks first after that while waits for the lists.
 */
public final class ClusterManifests {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration KEPT = Duration.ofSeconds(20);
  private static final String CORE = "v1";
  private static final String APPS = "apps/v1";
  private static final String BATCH = "batch/v1";
  private static final String NETWORK = "networking.k8s.io/v1";
  private static final String RBAC = "rbac.authorization.k8s.io/v1";
  private static final String WEBHOOKS = "admissionregistration.k8s.io/v1";
  private static final List<ApiKind> KINDS =
      List.of(
          new ApiKind(CORE, "Namespace", "namespaces"),
          new ApiKind(APPS, "Deployment", "deployments"),
          new ApiKind(APPS, "StatefulSet", "statefulsets"),
          new ApiKind(APPS, "DaemonSet", "daemonsets"),
          new ApiKind(APPS, "ReplicaSet", "replicasets"),
          new ApiKind(BATCH, "CronJob", "cronjobs"),
          new ApiKind(BATCH, "Job", "jobs"),
          new ApiKind(CORE, "Pod", "pods"),
          new ApiKind(CORE, "Service", "services"),
          new ApiKind(NETWORK, "Ingress", "ingresses"),
          new ApiKind(NETWORK, "NetworkPolicy", "networkpolicies"));
  private static final List<ApiKind> CALLERS =
      List.of(
          new ApiKind(
              WEBHOOKS, "ValidatingWebhookConfiguration", "validatingwebhookconfigurations"),
          new ApiKind(WEBHOOKS, "MutatingWebhookConfiguration", "mutatingwebhookconfigurations"));
  private static final List<ApiKind> ROLES =
      List.of(
          new ApiKind(RBAC, "ClusterRole", "clusterroles"),
          new ApiKind(RBAC, "Role", "roles"),
          new ApiKind(RBAC, "ClusterRoleBinding", "clusterrolebindings"),
          new ApiKind(RBAC, "RoleBinding", "rolebindings"));
  private static final ApiKind ACCOUNTS = new ApiKind(CORE, "ServiceAccount", "serviceaccounts");

  private final ObjectLister lister;
  private final OptionalKinds optional;
  private final Supplier<Set<String>> offered;
  private final InstantSource clock;
  private @Nullable Taken taken;

  /** One look at the cluster. */
  private record Taken(
      Instant at,
      ArrayNode documents,
      List<Declared> declared,
      ClusterNetwork network,
      List<String> unread) {}

  /**
   * Returns manifests of a cluster.
   *
   * @param client how to ask it
   * @param offered keys of workloads that a Service offers to callers outside of the cluster
   * @param clock wall clock
   */
  public ClusterManifests(
      KubernetesClient client, Supplier<Set<String>> offered, InstantSource clock) {
    this.lister = new ObjectLister(requireNonNull(client, "client"));
    this.offered = requireNonNull(offered, "offered");
    this.clock = requireNonNull(clock, "clock");
    this.optional = new OptionalKinds(lister, clock);
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

  /**
   * Returns what all of it says of single workloads, with the rights of their service accounts,
   * which are read for the occasion and not kept.
   */
  public WorkloadDeclarations declarations() {
    Taken now = look();
    List<JsonNode> objects = new ArrayList<>();
    now.documents().forEach(objects::add);
    return new WorkloadDeclarations(objects, rights(), now.unread());
  }

  private WorkloadDeclarations.Rights rights() {
    List<JsonNode> roles = new ArrayList<>();
    List<JsonNode> accounts = new ArrayList<>();
    for (ApiKind each : ROLES) {
      var why = lister.list(each, roles::add);
      if (why.isPresent()) {
        return new WorkloadDeclarations.Rights(
            null, accounts, why.get() + "; control.readRoles of the chart lets it");
      }
    }
    lister.list(ACCOUNTS, accounts::add);
    return new WorkloadDeclarations.Rights(Roles.of(roles), accounts, "");
  }

  private synchronized Taken look() {
    Instant now = clock.instant();
    Taken known = taken;
    if (known != null && known.at().plus(KEPT).isAfter(now)) {
      return known;
    }
    List<String> unread = new ArrayList<>();
    ArrayNode documents = JSON.createArrayNode();
    List<ApiKind> kinds = new ArrayList<>(KINDS);
    kinds.addAll(optional.present());
    for (ApiKind each : kinds) {
      lister
          .list(each, object -> ManifestTrim.trim(object).ifPresent(documents::add))
          .ifPresent(unread::add);
    }
    if (known != null && documents.isEmpty() && !unread.isEmpty()) {
      return known;
    }
    List<JsonNode> webhooks = new ArrayList<>();
    CALLERS.forEach(each -> lister.list(each, webhooks::add).ifPresent(unread::add));
    ManifestReader reader = new ManifestReader();
    documents.forEach(each -> reader.add("cluster", JSON.convertValue(each, Map.class)));
    Taken fresh =
        new Taken(
            now,
            documents,
            DeclaredReader.read(documents, webhooks, offered.get()),
            reader.network(),
            List.copyOf(unread));
    taken = fresh;
    return fresh;
  }
}
