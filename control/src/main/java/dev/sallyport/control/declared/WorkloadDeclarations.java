// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.declared;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.wire.api.WorkloadDeclaredView;
import dev.sallyport.wire.api.WorkloadDeclaredView.ApiRights;
import dev.sallyport.wire.api.WorkloadDeclaredView.Entry;
import dev.sallyport.wire.api.WorkloadDeclaredView.Grant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the objects of a cluster declare of its workloads, as at one look. Immutable. */
public final class WorkloadDeclarations {
  private static final int GRANTS_MAX = 40;
  private static final List<String> CLOUD =
      List.of(
          "eks.amazonaws.com/role-arn",
          "iam.gke.io/gcp-service-account",
          "azure.workload.identity/client-id");

  private final List<JsonNode> objects;
  private final Rights rights;
  private final List<String> unread;

  /**
   * What may be known of rights.
   *
   * @param roles roles and bindings; null where they may not be read
   * @param accounts service accounts
   * @param because why they are not known; empty when they are
   */
  public record Rights(@Nullable Roles roles, List<JsonNode> accounts, String because) {
    public Rights {
      accounts = List.copyOf(accounts);
      requireNonNull(because, "because");
    }
  }

  /**
   * Returns what the objects declare.
   *
   * @param objects workloads, Services, ways in and policies
   * @param rights roles
   * @param unread kinds that could not be read, a sentence each
   */
  public WorkloadDeclarations(List<JsonNode> objects, Rights rights, List<String> unread) {
    this.objects = List.copyOf(objects);
    this.rights = requireNonNull(rights, "rights");
    this.unread = List.copyOf(unread);
  }

  /**
   * Returns what they say of a workload.
   *
   * @param namespace its namespace
   * @param kind its kind
   * @param name its name
   * @param fallback its service account where no object tells it
   * @param labels labels of its pods where no object tells them
   * @param seenCalls exchanges with the Kubernetes API that were seen of it
   */
  public WorkloadDeclaredView of(
      String namespace,
      String kind,
      String name,
      String fallback,
      Map<String, String> labels,
      long seenCalls) {
    Optional<JsonNode> template = template(namespace, kind, name);
    Map<String, String> own =
        template.map(it -> Json.labels(it.at("/metadata/labels"))).orElse(labels);
    String account =
        template.map(it -> it.at("/spec/serviceAccountName").asText(fallback)).orElse(fallback);
    Selecting selecting = new Selecting(namespace, namespaceLabels(namespace), own);
    return new WorkloadDeclaredView(
        "workload/" + namespace + "/" + kind + "/" + name,
        entries(namespace, own),
        new ListedPolicies(namespace, selecting).of(objects),
        rights(namespace, account, template, seenCalls),
        unread);
  }

  private Optional<JsonNode> template(String namespace, String kind, String name) {
    return objects.stream()
        .filter(each -> Json.kind(each).equals(kind) && Json.name(each).equals(name))
        .filter(each -> Json.namespace(each).equals(namespace))
        .findFirst()
        .flatMap(
            each ->
                Stream.of(
                        each.at("/spec/template"), each.at("/spec/jobTemplate/spec/template"), each)
                    .filter(it -> it.at("/spec/containers").isArray())
                    .findFirst());
  }

  private Map<String, String> namespaceLabels(String namespace) {
    Map<String, String> labels = new TreeMap<>();
    objects.stream()
        .filter(each -> Json.kind(each).equals("Namespace") && Json.name(each).equals(namespace))
        .forEach(each -> labels.putAll(Json.labels(each.at("/metadata/labels"))));
    labels.putIfAbsent("kubernetes.io/metadata.name", namespace);
    return labels;
  }

  private List<Entry> entries(String namespace, Map<String, String> labels) {
    Set<String> services = new HashSet<>();
    for (JsonNode each : objects) {
      Map<String, String> selector = Json.labels(each.at("/spec/selector"));
      if (Json.kind(each).equals("Service")
          && Json.namespace(each).equals(namespace)
          && !selector.isEmpty()
          && labels.entrySet().containsAll(selector.entrySet())) {
        services.add(namespace + "/" + Json.name(each));
      }
    }
    List<Entry> found = new ArrayList<>();
    for (WaysIn.WayIn each : WaysIn.of(objects)) {
      if (services.contains(each.service())) {
        found.add(
            new Entry(
                each.object(),
                each.through(),
                List.copyOf(each.hosts()),
                List.copyOf(each.paths()),
                each.service(),
                each.port().isEmpty() ? null : each.port()));
      }
    }
    return found;
  }

  private ApiRights rights(
      String namespace, String account, Optional<JsonNode> template, long seenCalls) {
    Optional<JsonNode> object =
        rights.accounts().stream()
            .filter(
                each -> Json.namespace(each).equals(namespace) && Json.name(each).equals(account))
            .findFirst();
    Roles roles = rights.roles();
    List<Grant> grants = roles == null ? List.of() : roles.grants(namespace, account);
    return new ApiRights(
        namespace + "/" + account,
        roles != null,
        roles != null ? null : rights.because(),
        mounted(template, object),
        object.flatMap(WorkloadDeclarations::cloudIdentity).orElse(null),
        seenCalls,
        grants.subList(0, Math.min(GRANTS_MAX, grants.size())),
        Math.max(0, grants.size() - GRANTS_MAX));
  }

  /** What the pod says counts before what its account says; the default is yes. */
  private static boolean mounted(Optional<JsonNode> template, Optional<JsonNode> account) {
    JsonNode ofAccount = account.map(it -> it.path("automountServiceAccountToken")).orElse(null);
    boolean otherwise = ofAccount == null || ofAccount.asBoolean(true);
    return template
        .map(it -> it.at("/spec/automountServiceAccountToken").asBoolean(otherwise))
        .orElse(otherwise);
  }

  private static Optional<String> cloudIdentity(JsonNode account) {
    return CLOUD.stream()
        .map(each -> account.path("metadata").path("annotations").path(each).asText())
        .filter(each -> !each.isEmpty())
        .findFirst();
  }
}
