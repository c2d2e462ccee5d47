// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.access.Scope;
import dev.sallyport.control.policy.PolicyBook;
import dev.sallyport.control.policy.PolicyEntry;
import dev.sallyport.control.store.Ledger;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.policy.PolicyReview;
import dev.sallyport.policy.Remark;
import dev.sallyport.policy.proof.Sufficiency;
import dev.sallyport.policy.proof.Trial;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.DraftRequest;
import dev.sallyport.wire.api.DraftView;
import dev.sallyport.wire.api.DraftView.DiffLineView;
import dev.sallyport.wire.api.DraftView.DraftPolicyView;
import dev.sallyport.wire.api.DraftView.DraftProblemView;
import dev.sallyport.wire.api.PolicyRemarkView;
import dev.sallyport.wire.api.SimulationView;
import dev.sallyport.wire.kube.PolicySpecs;
import dev.sallyport.wire.kube.YamlText;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at policies while somebody writes them. */
final class DraftReads {
  /** Replays that run at once; each reads the ledger and keeps a core busy. */
  private static final int AT_ONCE = 2;

  private static final long PATIENCE_SECONDS = 10;

  /** Beyond so many policies they are not held against each other, which takes quadratic time. */
  private static final int REVIEWED_MAX = 500;

  private final PolicyBook book;
  private final LedgerParts parts;
  private final LedgerReads ledger;
  private final InstantSource clock;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  DraftReads(PolicyBook book, LedgerParts parts, LedgerReads ledger, InstantSource clock) {
    this.book = book;
    this.parts = parts;
    this.ledger = ledger;
    this.clock = clock;
  }

  HttpResponse look(ServiceRequestContext context, HttpRequest request)
      throws InterruptedException {
    DraftRequest asked = asked(request);
    if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      return Problems.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "busy",
          "Control is busy",
          AT_ONCE + " other drafts are being simulated. Ask again.");
    }
    try {
      return JsonBody.of(draft(asked, Gate.access(context).scope())).answer(request);
    } catch (Ledger.Unavailable e) {
      return LedgerReads.unavailable(e);
    } finally {
      turns.release();
    }
  }

  private static DraftRequest asked(HttpRequest request) {
    try {
      String body = request.aggregate().join().contentUtf8();
      return ApiJson.mapper().readValue(body, DraftRequest.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the body is no draft (expected: {\"yaml\": \"…\"}): " + e.getOriginalMessage(), e);
    }
  }

  private DraftView draft(DraftRequest asked, Scope scope) throws Ledger.Unavailable {
    DraftText text = DraftText.of(asked.yaml(), DraftView.POLICIES_MAX);
    List<DraftPolicyView> views = new ArrayList<>();
    List<Policy> policies = new ArrayList<>();
    boolean taken = text.problem().isEmpty() && !text.documents().isEmpty();
    for (DraftText.Document each : text.documents()) {
      PolicyEntry tried = book.tried(named(each.object()));
      Policy policy = tried.accepted() ? tried.taken() : null;
      views.add(view(each, tried, policy, scope));
      taken &= tried.accepted();
      if (policy != null) {
        policies.add(policy);
      }
    }
    SimulationView simulation = null;
    if (taken && !policies.isEmpty()) {
      Instant now = clock.instant();
      boolean alone = Boolean.TRUE.equals(asked.alone());
      Trial trial = ledger.trial(policies, alone, Sufficiency.DEFAULT, scope, now);
      simulation =
          LedgerReads.simulated(
              trial, ledger.lines(scope, LedgerReads.since(asked.since(), now), now));
    }
    return new DraftView(
        text.problem().isEmpty() ? null : text.problem(),
        text.problemLine() == 0 ? null : text.problemLine(),
        views,
        simulation);
  }

  private DraftPolicyView view(
      DraftText.Document document, PolicyEntry tried, @Nullable Policy policy, Scope scope) {
    PolicyId id = tried.id();
    boolean seen = scope.holds(id.namespace());
    PolicyEntry live = seen ? book.entry(id).orElse(null) : null;
    return new DraftPolicyView(
        id.name().isEmpty() ? null : id.toString(),
        document.line(),
        tried.accepted(),
        tried.problems().stream()
            .map(
                it ->
                    new DraftProblemView(
                        it.at(), it.found(), it.expected(), it.fix(), document.lineOf(it.at())))
            .toList(),
        tried.notes(),
        policy == null || !seen ? List.of() : review(policy),
        live == null ? null : live.inForce().map(it -> lower(it.mode())).orElse("observe"),
        policy == null ? List.of() : diff(live, tried));
  }

  /** An object without a namespace is taken to be in {@code default}, as kubectl does. */
  private static JsonNode named(JsonNode object) {
    if (!object.path("kind").asText().equals(PolicySpecs.KIND)
        || object.at("/metadata/namespace").isTextual()
        || !object.path("metadata").isObject()) {
      return object;
    }
    ObjectNode copy = object.deepCopy();
    copy.withObject("/metadata").put("namespace", "default");
    return copy;
  }

  private List<PolicyRemarkView> review(Policy policy) {
    List<Policy> all =
        Stream.concat(
                book.inForce().stream().filter(each -> !each.id().equals(policy.id())),
                Stream.of(policy))
            .toList();
    return all.size() > REVIEWED_MAX
        ? List.of()
        : PolicyReview.of(all, Set.copyOf(parts.existing().get())).stream()
            .filter(each -> each.policy().equals(policy.id()))
            .map(DraftReads::remark)
            .toList();
  }

  private static PolicyRemarkView remark(Remark it) {
    String kind = it.kind().name().charAt(0) + lower(it.kind()).substring(1);
    return new PolicyRemarkView(it.rule(), kind, it.text());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static List<DiffLineView> diff(@Nullable PolicyEntry live, PolicyEntry tried) {
    return LineDiff.of(live == null ? List.of() : lines(live), lines(tried));
  }

  /** Its lines in one order of fields; what only control reads of it is as it was written. */
  private static List<String> lines(PolicyEntry entry) {
    Policy policy = entry.taken();
    if (policy == null) {
      return List.of();
    }
    ObjectNode object = PolicySpecs.write(policy);
    object.withObject("/metadata").remove("generation");
    JsonNode rollout = entry.object().at("/spec/rollout");
    if (rollout.isObject()) {
      object.withObject("/spec").set("rollout", rollout);
    }
    Map<String, ?> fields = ApiJson.mapper().convertValue(object, Map.class);
    return YamlText.write(fields).lines().toList();
  }
}
