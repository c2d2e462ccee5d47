// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.blueprint.graph.EdgeId;
import dev.sallyport.blueprint.graph.PolicyTally;
import dev.sallyport.control.access.Scope;
import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.kube.WorkloadState;
import dev.sallyport.control.policy.Convergence.Reach;
import dev.sallyport.control.policy.PolicyEntry;
import dev.sallyport.control.policy.PolicyStatuses;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Party;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.DenialView;
import dev.sallyport.wire.api.DenialsView;
import dev.sallyport.wire.api.PoliciesView;
import dev.sallyport.wire.api.PolicyCheckView;
import dev.sallyport.wire.api.PolicyQuestion;
import dev.sallyport.wire.api.PolicyRemarkView;
import dev.sallyport.wire.api.PolicyView;
import dev.sallyport.wire.api.PolicyViews;
import dev.sallyport.wire.kube.PolicyStatus;
import dev.sallyport.wire.kube.YamlText;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The reads of policies, of what they decide, and of what they denied. */
final class PolicyReads {
  private static final int LISTED = 500;

  private final PolicyParts parts;
  private final Views views;
  private final ClusterState cluster;
  private final InstantSource clock;

  PolicyReads(PolicyParts parts, Views views, ClusterState cluster, InstantSource clock) {
    this.parts = parts;
    this.views = views;
    this.cluster = cluster;
    this.clock = clock;
  }

  HttpResponse list(ServiceRequestContext context, HttpRequest request) {
    String namespace = context.queryParams().get("namespace", "");
    Scope scope = Gate.access(context).scope();
    Map<PolicyId, PolicyTally> tallies = parts.tallies().get();
    List<PolicyView> policies =
        parts.book().entries().stream()
            .filter(each -> scope.holds(each.id().namespace()))
            .filter(each -> namespace.isEmpty() || each.id().namespace().equals(namespace))
            .map(each -> view(each, tallies.get(each.id())))
            .toList();
    return JsonBody.of(
            new PoliciesView(clock.instant(), policies, parts.trouble().get().orElse(null)))
        .answer(request);
  }

  HttpResponse one(ServiceRequestContext context, HttpRequest request) {
    PolicyId id = id(context);
    Optional<PolicyEntry> entry =
        parts.book().entry(id).filter(_ -> Gate.access(context).scope().holds(id.namespace()));
    return entry
        .map(each -> JsonBody.of(view(each, parts.tallies().get().get(id))).answer(request))
        .orElseGet(() -> Problems.notFound("no policy " + id + "; /api/v1/policies lists all"));
  }

  /** The name of a policy, in its namespace or, behind {@code cluster}, of the whole cluster. */
  static PolicyId id(ServiceRequestContext context) {
    String namespace = context.pathParam("namespace");
    return new PolicyId(
        namespace == null ? "" : namespace, String.valueOf(context.pathParam("name")));
  }

  HttpResponse explain(ServiceRequestContext context, HttpRequest request) {
    QueryParams params = context.queryParams();
    PolicyQuestion question =
        new PolicyQuestion(
            params.get("from", ""),
            params.get("to", ""),
            params.get("verb", ""),
            params.get("subject", ""),
            params.get("protocol", "http"),
            port(params.get("port")),
            params.get("host", ""),
            params.get("model", ""),
            params.getAll("carries"));
    Party from = party(question.from());
    Party to = party(question.to());
    Scope scope = Gate.access(context).scope();
    if (!scope.holds(from) && !scope.holds(to)) {
      return Problems.of(
          HttpStatus.FORBIDDEN,
          "forbidden",
          "A right is missing",
          "neither end is in a namespace whose policies you may see (" + scope.namespaces() + ")");
    }
    PolicySet live = PolicySet.compile(parts.book().inForce());
    return JsonBody.of(
            PolicyViews.explanation(
                question, live.explain(from, to, question.port(), question.known(clock.instant()))))
        .answer(request);
  }

  /** A workload that the cluster has brings its labels and service account. */
  private Party party(String name) {
    Optional<Party> other = PolicyQuestion.other(name);
    if (other.isPresent()) {
      return other.get();
    }
    String[] parts = PolicyQuestion.workload(name);
    boolean anyKind = name.split("/", -1).length == 2;
    return cluster.snapshot().workloads().values().stream()
        .map(WorkloadState::workload)
        .filter(each -> each.namespace().equals(parts[0]) && each.name().equals(parts[2]))
        .filter(each -> anyKind || each.kind().equals(parts[1]))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' (expected: a workload of the cluster, a host, outside or kube-api)"
                        .formatted(name)));
  }

  private static int port(@Nullable String text) {
    try {
      int port = text == null ? 0 : Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("port: '%s' (expected: 0 to 65535)".formatted(text));
  }

  HttpResponse validate(ServiceRequestContext context, HttpRequest request)
      throws ExecutionException, InterruptedException {
    JsonNode object;
    try {
      object = ApiJson.mapper().readTree(request.aggregate().get().contentUtf8());
    } catch (JsonProcessingException e) {
      return Problems.badRequest("the body is no JSON (expected: a GuardPolicy as JSON)");
    }
    PolicyEntry entry = parts.book().tried(object);
    String name = entry.id().name();
    return JsonBody.of(
            new PolicyCheckView(
                name.isEmpty() ? null : entry.id().toString(),
                entry.accepted(),
                PolicyViews.problems(entry.problems()),
                entry.notes()))
        .answer(request);
  }

  HttpResponse denials(ServiceRequestContext context, HttpRequest request) {
    return denials(context.queryParams(), Gate.access(context).scope()).answer(request);
  }

  /** Returns what was denied, for those who watch all that they may. */
  JsonBody allDenials(Scope scope) {
    return denials(QueryParams.of(), scope);
  }

  private JsonBody denials(QueryParams params, Scope scope) {
    String policy = params.get("policy", "");
    PartyName from = new PartyName(params.get("from", ""));
    PartyName to = new PartyName(params.get("to", ""));
    List<DenialView> found =
        views.denials().stream()
            .filter(each -> scope.touches(each.source(), each.target()))
            .filter(each -> policy.isEmpty() || each.policy().equals(policy))
            .filter(each -> from.matches(each.source()) && to.matches(each.target()))
            .toList();
    return JsonBody.of(
        new DenialsView(
            clock.instant(),
            found.stream().limit(LISTED).toList(),
            Math.max(0, found.size() - LISTED)));
  }

  private PolicyView view(PolicyEntry entry, @Nullable PolicyTally heard) {
    Policy taken = entry.taken();
    Reach reach = parts.convergence().of(entry.id()).orElse(null);
    PolicyTally tally =
        heard != null && taken != null && heard.version() == taken.version() ? heard : null;
    int percent =
        entry
            .inForce()
            .filter(it -> it.mode() == Mode.ENFORCE)
            .map(Policy::enforcedPercent)
            .orElse(0);
    return new PolicyView(
        entry.id().toString(),
        entry.id().clusterWide() ? null : entry.id().namespace(),
        entry.id().name(),
        tier(entry, taken),
        mode(entry),
        percent,
        PolicyStatuses.effective(entry, reach),
        parts.rollout().apply(entry),
        entry.rolledBack(),
        entry.accepted(),
        entry.generation(),
        taken == null ? null : taken.version(),
        PolicyViews.problems(entry.problems()),
        entry.notes(),
        remarks(entry),
        taken == null ? List.of() : PolicyViews.rules(taken),
        PolicyViews.counts(tally),
        reach == null ? 0 : reach.current(),
        reach == null ? 0 : reach.total(),
        reach == null || reach.took() == null ? null : reach.took().toMillis(),
        tally == null ? List.of() : tally.deniedEdges().stream().map(EdgeId::key).toList(),
        document(entry));
  }

  private static List<PolicyRemarkView> remarks(PolicyEntry entry) {
    return entry.status().map(PolicyStatus::review).orElse(List.of()).stream()
        .map(each -> new PolicyRemarkView(each.rule(), each.kind(), each.message()))
        .toList();
  }

  private static String tier(PolicyEntry entry, @Nullable Policy taken) {
    return taken != null
        ? taken.tier().name().toLowerCase(Locale.ROOT)
        : entry.id().clusterWide() ? "admin" : "namespace";
  }

  private static String mode(PolicyEntry entry) {
    return entry.object().at("/spec/mode").asText("Observe").toLowerCase(Locale.ROOT);
  }

  private static String document(PolicyEntry entry) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", entry.id().name());
    if (!entry.id().clusterWide()) {
      metadata.put("namespace", entry.id().namespace());
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("apiVersion", entry.object().path("apiVersion").asText());
    document.put("kind", entry.object().path("kind").asText());
    document.put("metadata", metadata);
    document.put("spec", ApiJson.mapper().convertValue(entry.object().path("spec"), Map.class));
    return YamlText.write(document);
  }
}
