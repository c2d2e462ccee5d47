// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The kinds the API knows: the usual ones from the start, others (custom resources) as soon as an
 * object of them arrives. Safe for any thread.
 */
public final class Kinds {
  public static final ResourceKind NAMESPACE = core("Namespace", "namespaces", false);
  public static final ResourceKind NODE = core("Node", "nodes", false);
  public static final ResourceKind POD = core("Pod", "pods", true);
  public static final ResourceKind SERVICE = core("Service", "services", true);
  public static final ResourceKind SERVICE_ACCOUNT =
      core("ServiceAccount", "serviceaccounts", true);
  public static final ResourceKind CONFIG_MAP = core("ConfigMap", "configmaps", true);
  public static final ResourceKind SECRET = core("Secret", "secrets", true);
  public static final ResourceKind EVENT = core("Event", "events", true);
  public static final ResourceKind DEPLOYMENT = in("apps", "v1", "Deployment", "deployments");
  public static final ResourceKind REPLICA_SET = in("apps", "v1", "ReplicaSet", "replicasets");
  public static final ResourceKind STATEFUL_SET = in("apps", "v1", "StatefulSet", "statefulsets");
  public static final ResourceKind DAEMON_SET = in("apps", "v1", "DaemonSet", "daemonsets");
  public static final ResourceKind JOB = in("batch", "v1", "Job", "jobs");
  public static final ResourceKind CRON_JOB = in("batch", "v1", "CronJob", "cronjobs");
  public static final ResourceKind INGRESS = in("networking.k8s.io", "v1", "Ingress", "ingresses");
  public static final ResourceKind ENDPOINT_SLICE =
      in("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices");
  public static final ResourceKind CUSTOM_RESOURCE_DEFINITION =
      cluster(
          "apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions");

  private static final List<ResourceKind> BUILT_IN =
      List.of(
          NAMESPACE,
          NODE,
          POD,
          SERVICE,
          SERVICE_ACCOUNT,
          CONFIG_MAP,
          SECRET,
          EVENT,
          core("Endpoints", "endpoints", true),
          core("PersistentVolumeClaim", "persistentvolumeclaims", true),
          core("PersistentVolume", "persistentvolumes", false),
          core("ReplicationController", "replicationcontrollers", true),
          core("ResourceQuota", "resourcequotas", true),
          core("LimitRange", "limitranges", true),
          DEPLOYMENT,
          REPLICA_SET,
          STATEFUL_SET,
          DAEMON_SET,
          JOB,
          CRON_JOB,
          INGRESS,
          ENDPOINT_SLICE,
          in("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"),
          cluster("networking.k8s.io", "v1", "IngressClass", "ingressclasses"),
          in("rbac.authorization.k8s.io", "v1", "Role", "roles"),
          in("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
          cluster("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles"),
          cluster("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings"),
          in("coordination.k8s.io", "v1", "Lease", "leases"),
          in("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets"),
          in("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
          cluster("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses"),
          cluster("storage.k8s.io", "v1", "StorageClass", "storageclasses"),
          CUSTOM_RESOURCE_DEFINITION);

  private final CopyOnWriteArrayList<ResourceKind> known = new CopyOnWriteArrayList<>(BUILT_IN);

  private final Map<String, String> defined = new ConcurrentHashMap<>();

  Kinds() {}

  List<ResourceKind> all() {
    return List.copyOf(known);
  }

  /** Adds a kind that is said to exist, in place of what was guessed of it. */
  void define(ResourceKind kind, JsonNode shortNames) {
    known.removeIf(
        k ->
            k.kind().equals(kind.kind())
                && k.apiVersion().equals(kind.apiVersion())
                && !k.equals(kind));
    known.addIfAbsent(kind);
    shortNames.forEach(each -> defined.put(each.asText(), kind.plural()));
  }

  /** Returns the kind that objects with these two fields have; an unknown one is learned. */
  public ResourceKind of(String apiVersion, String kind) {
    return known.stream()
        .filter(k -> k.kind().equals(kind) && k.apiVersion().equals(apiVersion))
        .findFirst()
        .orElseGet(() -> learn(split(apiVersion), kind, kind.toLowerCase(Locale.ROOT) + "s"));
  }

  Optional<ResourceKind> atPath(String group, String version, String plural) {
    return known.stream()
        .filter(
            k ->
                k.plural().equals(plural) && k.group().equals(group) && k.version().equals(version))
        .findFirst();
  }

  ResourceKind atPathOrLearn(String group, String version, String plural, String kind) {
    return atPath(group, version, plural)
        .orElseGet(() -> learn(new String[] {group, version}, kind, plural));
  }

  /**
   * Returns the kind with this name in any letter case, singular or plural ({@code deploy} style
   * short names too).
   */
  public Optional<ResourceKind> named(String word) {
    String wanted =
        defined.getOrDefault(word, SHORT_NAMES.getOrDefault(word, word)).toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(k -> k.plural().equals(wanted) || k.kind().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  private static final Map<String, String> SHORT_NAMES =
      Map.ofEntries(
          Map.entry("po", "pods"),
          Map.entry("svc", "services"),
          Map.entry("deploy", "deployments"),
          Map.entry("rs", "replicasets"),
          Map.entry("sts", "statefulsets"),
          Map.entry("ds", "daemonsets"),
          Map.entry("cj", "cronjobs"),
          Map.entry("ing", "ingresses"),
          Map.entry("cm", "configmaps"),
          Map.entry("ns", "namespaces"),
          Map.entry("no", "nodes"),
          Map.entry("sa", "serviceaccounts"));

  private ResourceKind learn(String[] groupVersion, String kind, String plural) {
    ResourceKind learned = new ResourceKind(groupVersion[0], groupVersion[1], kind, plural, true);
    known.addIfAbsent(learned);
    return learned;
  }

  private static String[] split(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0
        ? new String[] {"", apiVersion}
        : new String[] {apiVersion.substring(0, slash), apiVersion.substring(slash + 1)};
  }

  private static ResourceKind core(String kind, String plural, boolean namespaced) {
    return new ResourceKind("", "v1", kind, plural, namespaced);
  }

  private static ResourceKind in(String group, String version, String kind, String plural) {
    return new ResourceKind(group, version, kind, plural, true);
  }

  private static ResourceKind cluster(String group, String version, String kind, String plural) {
    return new ResourceKind(group, version, kind, plural, false);
  }
}
