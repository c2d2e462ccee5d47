// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.access.Access;
import dev.sallyport.control.policy.PolicyEntry;
import dev.sallyport.model.Mode;
import dev.sallyport.model.PolicyId;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.DraftView;
import dev.sallyport.wire.api.PolicyChangeView;
import dev.sallyport.wire.kube.PolicySpecs;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies policies to be observed, promotes them and rolls them back, by changing their objects as
 * {@code kubectl} would. Off unless it was set on: it needs a right to change them for control
 * itself.
 */
final class PolicyWrites {
  private static final Logger log = LoggerFactory.getLogger(PolicyWrites.class);

  private final PolicyParts parts;

  PolicyWrites(PolicyParts parts) {
    this.parts = parts;
  }

  HttpResponse promote(ServiceRequestContext context, HttpRequest request)
      throws ExecutionException, InterruptedException {
    JsonNode body = body(request);
    int percent = body.path("percent").asInt(body.has("percent") ? -1 : 100);
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("percent: (expected: 1 to 100)");
    }
    return change(context, request, "Enforce", percent);
  }

  HttpResponse rollBack(ServiceRequestContext context, HttpRequest request)
      throws ExecutionException, InterruptedException {
    var unused = body(request);
    return change(context, request, "Observe", null);
  }

  /**
   * Applies a policy, which then observes. One that acts is not replaced, since that would take
   * back what it protects.
   */
  HttpResponse accept(ServiceRequestContext context, HttpRequest request)
      throws ExecutionException, InterruptedException {
    PolicyId id = PolicyReads.id(context);
    JsonNode object = written(body(request).path("yaml").asText(""), id);
    if (!parts.writable()) {
      return readOnly("Save it to a file and apply it: kubectl apply -f FILE");
    }
    PolicyEntry tried = parts.book().tried(object);
    if (!tried.accepted()) {
      return Problems.badRequest(id + " is refused: " + tried.problems().getFirst());
    }
    Optional<PolicyEntry> live = parts.book().entry(id);
    if (live.flatMap(PolicyEntry::inForce).filter(it -> it.mode() == Mode.ENFORCE).isPresent()) {
      return Problems.of(
          HttpStatus.CONFLICT,
          "acts",
          "The policy acts",
          id
              + " is enforced, and applying this would take that back to observing. Roll it back"
              + " first, or change the object itself with kubectl.");
    }
    try {
      parts.objects().put(id, object.path("spec"), live);
    } catch (KubernetesClientException e) {
      return refusedByKubernetes(e, "kubectl apply -f FILE");
    }
    String caller = Gate.access(context).caller().name();
    log.info("Policy {}: applied by {}, to be observed", id, caller);
    return JsonBody.of(new PolicyChangeView(id.toString(), "observe", null)).answer(request);
  }

  /** Returns the object of that name in a text, set to observe. */
  private static JsonNode written(String yaml, PolicyId id) {
    DraftText text = DraftText.of(yaml, DraftView.POLICIES_MAX);
    if (!text.problem().isEmpty()) {
      throw new IllegalArgumentException("yaml: " + text.problem());
    }
    ObjectNode object =
        text.documents().stream()
            .map(DraftText.Document::object)
            .filter(each -> PolicySpecs.isPolicy(each) && each.path("spec").isObject())
            .filter(each -> named(each).equals(id))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("yaml: (expected: the policy " + id + ")"))
            .deepCopy();
    ObjectNode spec = object.withObject("/spec").put("mode", "Observe");
    if (spec.path("rollout").has("percent")) {
      spec.withObject("/rollout").remove("percent");
    }
    if (!id.clusterWide()) {
      object.withObject("/metadata").put("namespace", id.namespace());
    }
    return object;
  }

  private static PolicyId named(JsonNode object) {
    boolean cluster = object.path("kind").asText().equals(PolicySpecs.CLUSTER_KIND);
    return new PolicyId(
        cluster ? "" : object.at("/metadata/namespace").asText("default"),
        object.at("/metadata/name").asText(""));
  }

  private static HttpResponse readOnly(String advice) {
    return Problems.of(
        HttpStatus.FORBIDDEN,
        "read-only",
        "This control program does not change policies",
        "SALLYPORT_POLICY_WRITES is off. " + advice);
  }

  private static HttpResponse refusedByKubernetes(KubernetesClientException e, String instead) {
    return Problems.of(
        HttpStatus.BAD_GATEWAY,
        "kubernetes",
        "The Kubernetes API refused the change",
        e.getMessage() + ". Try: " + instead);
  }

  private HttpResponse change(
      ServiceRequestContext context, HttpRequest request, String mode, @Nullable Integer percent) {
    PolicyId id = PolicyReads.id(context);
    if (!parts.writable()) {
      return readOnly("Change the object itself: " + kubectl(id, mode, percent));
    }
    Access access = Gate.access(context);
    Optional<PolicyEntry> entry =
        parts.book().entry(id).filter(_ -> access.scope().holds(id.namespace()));
    if (entry.isEmpty()) {
      return Problems.notFound("no policy " + id + "; /api/v1/policies lists all");
    }
    if (percent != null && !entry.get().accepted()) {
      return Problems.badRequest(
          id + " is refused and cannot be promoted: " + entry.get().problems().getFirst());
    }
    Map<String, Object> spec = new HashMap<>();
    spec.put("mode", mode);
    Map<String, Object> rollout = new HashMap<>();
    // Null takes a field away; what else a roll-out says stays.
    rollout.put("percent", percent == null || percent == 100 ? null : percent);
    if (percent != null) {
      // Who promotes by hand takes the place of the steps.
      rollout.put("steps", null);
    }
    boolean staged = entry.get().object().at("/spec/rollout").isObject();
    if (staged || percent != null && percent != 100) {
      spec.put("rollout", rollout);
    }
    try {
      parts.objects().changeSpec(id, spec);
    } catch (KubernetesClientException e) {
      return refusedByKubernetes(e, kubectl(id, mode, percent));
    }
    log.info(
        "Policy {}: set to {}{} by {}",
        id,
        mode,
        percent == null ? "" : " " + percent,
        access.caller().name());
    String now = mode.toLowerCase(java.util.Locale.ROOT);
    return JsonBody.of(new PolicyChangeView(id.toString(), now, percent)).answer(request);
  }

  private static String kubectl(PolicyId id, String mode, @Nullable Integer percent) {
    String rollout = percent == null ? "" : ",\"rollout\":{\"percent\":" + percent + "}";
    return "kubectl patch %s %s%s --type merge -p '{\"spec\":{\"mode\":\"%s\"%s}}'"
        .formatted(
            id.clusterWide() ? "clusterguardpolicy" : "guardpolicy",
            id.name(),
            id.clusterWide() ? "" : " -n " + id.namespace(),
            mode,
            rollout);
  }

  /** JSON is asked for, since a page of another site cannot send that without being asked. */
  private static JsonNode body(HttpRequest request)
      throws ExecutionException, InterruptedException {
    MediaType type = request.contentType();
    if (type == null || !type.belongsTo(MediaType.JSON)) {
      throw new IllegalArgumentException("content-type: (expected: application/json)");
    }
    String text = request.aggregate().get().contentUtf8();
    try {
      return ApiJson.mapper().readTree(text.isBlank() ? "{}" : text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body is no JSON (expected: {} or {\"percent\": 25})");
    }
  }
}
