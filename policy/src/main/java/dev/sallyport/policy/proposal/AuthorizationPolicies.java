// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.baseline.Habit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Writes proposals as AuthorizationPolicies of Istio. */
final class AuthorizationPolicies {
  private static final List<String> GAPS =
      List.of(
          "AuthorizationPolicy holds inbound traffic only: what workloads send outside is held by"
              + " the GuardPolicies.",
          "It knows callers by service account under mutual TLS of the mesh: two workloads with one"
              + " account are one caller, and callers out of the mesh are none.",
          "It knows methods and paths of HTTP and of gRPC, not SQL, Redis, topics, models or data:"
              + " that is held by the GuardPolicies.",
          "Templates of paths need Istio 1.22 or later.",
          "No engine for it is built in, so that nothing is cut was proved for the GuardPolicies.");

  private final Cast cast;
  private final List<String> leftOut = new ArrayList<>();

  AuthorizationPolicies(Cast cast) {
    this.cast = cast;
  }

  Translation all() {
    List<Manifest> manifests = new ArrayList<>();
    cast.baselines().values().forEach(each -> manifest(each).ifPresent(manifests::add));
    List<String> gaps = new ArrayList<>(GAPS);
    gaps.addAll(leftOut);
    return new Translation(manifests, gaps, List.of());
  }

  private Optional<Manifest> manifest(Baseline baseline) {
    Workload workload = baseline.workload();
    Optional<Map<String, String>> labels = cast.labels(workload);
    if (labels.isEmpty() || baseline.inbound().isEmpty()) {
      return Optional.empty();
    }
    TreeSet<String> gaps = new TreeSet<>();
    List<Object> rules = new ArrayList<>();
    for (List<Habit> habits : Drafts.byPeer(baseline.inbound()).values()) {
      Map<String, Object> rule = new LinkedHashMap<>();
      if (habits.getFirst().peer() instanceof Workload caller) {
        String principal =
            "cluster.local/ns/" + caller.namespace() + "/sa/" + caller.serviceAccount();
        rule.put("from", List.of(Map.of("source", Map.of("principals", List.of(principal)))));
        if (caller.serviceAccount().equals("default")) {
          gaps.add(
              caller.displayName() + " runs under the account default: all that do are meant.");
        }
      } else {
        gaps.add(
            habits.getFirst().peer().displayName()
                + " has no account in the mesh: anyone may make its calls.");
      }
      List<Object> to = operations(habits, gaps);
      if (!to.isEmpty()) {
        rule.put("to", to);
      }
      rules.add(rule);
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("selector", Map.of("matchLabels", labels.get()));
    spec.put("action", "ALLOW");
    spec.put("rules", rules);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", "security.istio.io/v1");
    object.put("kind", "AuthorizationPolicy");
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", "sallyport-" + RuleDrafts.name(workload.name() + "-" + workload.kind()));
    metadata.put("namespace", workload.namespace());
    object.put("metadata", metadata);
    object.put("spec", spec);
    return Optional.of(new Manifest(object, List.copyOf(gaps)));
  }

  /** Calls of HTTP and gRPC; nothing, which stands for all, where anything else was seen. */
  private static List<Object> operations(List<Habit> habits, TreeSet<String> gaps) {
    List<Operation> operations = habits.stream().map(Habit::operation).toList();
    boolean known =
        operations.stream()
            .allMatch(each -> each instanceof HttpOperation || each instanceof RpcOperation);
    if (!known) {
      gaps.add(
          "What "
              + habits.getFirst().peer().displayName()
              + " calls is not HTTP only: all is open.");
      return List.of();
    }
    List<Object> to = new ArrayList<>();
    for (CallPattern each : new CallGroups().of(operations)) {
      Map<String, Object> operation = new LinkedHashMap<>();
      switch (each) {
        case CallPattern.Http it -> {
          if (!it.methods().isEmpty()) {
            operation.put("methods", it.methods().stream().sorted().toList());
          }
          operation.put(
              "paths", it.paths().stream().sorted().map(AuthorizationPolicies::template).toList());
        }
        case CallPattern.Rpc it -> {
          List<String> paths = new ArrayList<>();
          it.services()
              .forEach(
                  service ->
                      it.methods().forEach(method -> paths.add("/" + service + "/" + method)));
          operation.put("methods", List.of("POST"));
          operation.put("paths", paths.stream().sorted().toList());
        }
        default -> {
          return List.of();
        }
      }
      to.add(Map.of("operation", operation));
    }
    return to;
  }

  private static String template(String path) {
    return path.equals("/**")
        ? "/*"
        : path.replaceAll("\\{[^{}]*\\}", "{*}").replaceAll("/\\*\\*$", "/{**}");
  }
}
