// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.declared;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a rule of a role lets its holder do, in words, and how much that is. Which rights lead to
 * others is told by the good practices for RBAC in the documentation of Kubernetes.
 *
 * @param weight how grave
 * @param may what
 */
record Power(Weight weight, String may) {
  /** How grave a right is, the gravest first. */
  enum Weight {
    TAKES_OVER("takes-over"),
    GRAVE("grave"),
    PLAIN("plain");

    private final String word;

    Weight(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    static Weight of(String word) {
      return List.of(values()).stream()
          .filter(each -> each.word.equals(word))
          .findFirst()
          .orElseThrow();
    }
  }

  private static final Set<String> READING = Set.of("get", "list", "watch");
  private static final Set<String> WRITING = Set.of("create", "update", "patch");
  private static final Set<String> CREATING = Set.of("create");
  private static final Set<String> CHANGING = Set.of("update", "patch");

  /** A right that is more than its words say. */
  private record Known(
      Weight weight, String group, Set<String> resources, Set<String> verbs, String may) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              Weight.TAKES_OVER,
              "rbac.authorization.k8s.io",
              Set.of("roles", "clusterroles"),
              Set.of("escalate", "bind"),
              "gives itself any right"),
          new Known(
              Weight.TAKES_OVER,
              "",
              Set.of("users", "groups", "serviceaccounts"),
              Set.of("impersonate"),
              "acts as somebody else"),
          new Known(
              Weight.TAKES_OVER,
              "",
              Set.of("serviceaccounts/token"),
              CREATING,
              "makes tokens of other service accounts"),
          new Known(
              Weight.TAKES_OVER,
              "",
              Set.of("nodes/proxy"),
              Set.of("get", "create"),
              "commands kubelets, past admission and audit"),
          new Known(
              Weight.TAKES_OVER,
              "certificates.k8s.io",
              Set.of("certificatesigningrequests/approval"),
              CHANGING,
              "approves certificates"),
          new Known(
              Weight.TAKES_OVER,
              "admissionregistration.k8s.io",
              Set.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations"),
              WRITING,
              "changes what the API takes, and reads it"),
          new Known(Weight.GRAVE, "", Set.of("secrets"), READING, "reads Secrets"),
          new Known(
              Weight.GRAVE,
              "",
              Set.of("pods"),
              CREATING,
              "starts pods, and so reaches Secrets and service accounts there"),
          new Known(
              Weight.GRAVE,
              "apps",
              Set.of("deployments", "daemonsets", "statefulsets", "replicasets"),
              WRITING,
              "starts pods, and so reaches Secrets and service accounts there"),
          new Known(
              Weight.GRAVE,
              "batch",
              Set.of("jobs", "cronjobs"),
              WRITING,
              "starts pods, and so reaches Secrets and service accounts there"),
          new Known(
              Weight.GRAVE,
              "",
              Set.of("pods/exec", "pods/attach"),
              Set.of("create", "get"),
              "runs commands in pods"),
          new Known(
              Weight.GRAVE,
              "",
              Set.of("pods/ephemeralcontainers"),
              CHANGING,
              "runs commands in pods"),
          new Known(
              Weight.GRAVE,
              "",
              Set.of("pods/portforward", "pods/proxy", "services/proxy"),
              Set.of("create", "get"),
              "reaches ports of pods past the network"),
          new Known(
              Weight.GRAVE, "", Set.of("persistentvolumes"), CREATING, "mounts paths of nodes"),
          new Known(
              Weight.GRAVE,
              "rbac.authorization.k8s.io",
              Set.of("rolebindings", "clusterrolebindings"),
              WRITING,
              "passes its rights on"),
          new Known(
              Weight.GRAVE,
              "sallyport.dev",
              Set.of("guardpolicies", "clusterguardpolicies"),
              Set.of("create", "update", "patch", "delete"),
              "changes policies of Sallyport"),
          new Known(
              Weight.GRAVE,
              "networking.k8s.io",
              Set.of("networkpolicies"),
              Set.of("create", "update", "patch", "delete"),
              "changes network policies"));

  /** Returns what a rule lets do; nothing for paths of the API that are no objects. */
  static List<Power> of(JsonNode rule, boolean everywhere) {
    List<String> groups = Json.texts(rule.path("apiGroups"));
    List<String> resources = Json.texts(rule.path("resources"));
    List<String> verbs = Json.texts(rule.path("verbs"));
    if (resources.isEmpty()) {
      return List.of();
    }
    if (groups.contains("*") && resources.contains("*") && verbs.contains("*")) {
      return List.of(
          new Power(
              everywhere ? Weight.TAKES_OVER : Weight.GRAVE,
              everywhere ? "everything, as cluster-admin" : "everything there"));
    }
    List<String> names = Json.texts(rule.path("resourceNames"));
    String only = names.isEmpty() ? "" : ", only " + String.join(", ", names);
    List<Power> found = new ArrayList<>();
    for (Known each : KNOWN) {
      if (any(groups, Set.of(each.group()))
          && anyResource(resources, each.resources())
          && any(verbs, each.verbs())) {
        Weight weight = names.isEmpty() ? each.weight() : Weight.GRAVE;
        found.add(new Power(weight, each.may() + only));
      }
    }
    String plain = String.join(",", verbs) + " " + String.join(",", resources) + only;
    found.add(new Power(Weight.PLAIN, plain));
    return found;
  }

  private static boolean any(List<String> given, Set<String> wanted) {
    return given.contains("*") || given.stream().anyMatch(wanted::contains);
  }

  private static boolean anyResource(List<String> given, Set<String> wanted) {
    return any(given, wanted)
        || wanted.stream()
            .filter(each -> each.contains("/"))
            .anyMatch(each -> given.contains("*" + each.substring(each.indexOf('/'))));
  }
}
