// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.access.Scope;
import dev.sallyport.control.store.Ledger;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Policy;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.baseline.Drifts;
import dev.sallyport.policy.proof.Sufficiency;
import dev.sallyport.policy.proof.Trial;
import dev.sallyport.policy.proposal.Declared;
import dev.sallyport.policy.proposal.Proposal;
import dev.sallyport.wire.api.BaselineViews;
import dev.sallyport.wire.api.DeclaredViews;
import dev.sallyport.wire.api.DriftsView;
import dev.sallyport.wire.api.ProposalsView;
import dev.sallyport.wire.kube.ProposalText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the API says of what workloads usually do, and of policies that follow from it. */
final class ProposalReads {
  private static final Duration FRESH = Duration.ofDays(1);

  private final LedgerParts parts;
  private final LedgerReads ledger;
  private final InstantSource clock;

  ProposalReads(LedgerParts parts, LedgerReads ledger, InstantSource clock) {
    this.parts = parts;
    this.ledger = ledger;
    this.clock = clock;
  }

  HttpResponse baseline(ServiceRequestContext context, HttpRequest request) {
    String key =
        "workload/%s/%s/%s"
            .formatted(
                context.pathParam("namespace"),
                context.pathParam("kind"),
                context.pathParam("name"));
    Instant now = clock.instant();
    try {
      Baseline found =
          Gate.access(context).scope().holdsParty(key)
              ? Baseline.of(lines(context, now).stream(), now).get(key)
              : null;
      return found == null
          ? Problems.notFound("no exchange of " + key + " was seen in this time")
          : JsonBody.of(BaselineViews.of(found, now.minus(FRESH))).answer(request);
    } catch (Ledger.Unavailable e) {
      return LedgerReads.unavailable(e);
    }
  }

  /** Tells what well-known workloads do that their baselines do not hold. */
  HttpResponse drift(ServiceRequestContext context, HttpRequest request) {
    Instant now = clock.instant();
    String fresh = context.queryParams().get("since", "1d");
    String namespace = context.queryParams().get("namespace", "");
    Scope scope = Gate.access(context).scope();
    try {
      Drifts drifts =
          Drifts.of(ledger.lines(scope, Instant.EPOCH, now), LedgerReads.since(fresh, now));
      DriftsView view =
          BaselineViews.of(
              drifts,
              now,
              each ->
                  scope.holds(each) && (namespace.isEmpty() || each.namespace().equals(namespace)));
      return JsonBody.of(view).answer(request);
    } catch (Ledger.Unavailable e) {
      return LedgerReads.unavailable(e);
    }
  }

  HttpResponse proposals(ServiceRequestContext context, HttpRequest request) {
    Instant now = clock.instant();
    String namespace = context.queryParams().get("namespace", "");
    Scope scope = Gate.access(context).scope();
    try {
      List<LedgerLine> lines = lines(context, now);
      List<Declared> declared =
          CutDown.declared(parts.workloads().get(), scope).stream()
              .map(DeclaredViews::declared)
              .flatMap(Optional::stream)
              .toList();
      List<Proposal> proposals =
          Proposal.of(Baseline.of(lines.stream(), now), declared).stream()
              .filter(
                  each ->
                      (namespace.isEmpty()
                              || each.baseline().workload().namespace().equals(namespace))
                          && scope.holds(each.baseline().workload()))
              .toList();
      List<Policy> policies = new ArrayList<>();
      proposals.forEach(each -> policies.addAll(each.policies()));
      Trial trial = ledger.trial(policies, false, Sufficiency.DEFAULT, scope, now);
      ProposalsView view =
          new ProposalsView(
              now,
              proposals.stream().map(ProposalReads::view).toList(),
              LedgerReads.simulated(trial, lines));
      return JsonBody.of(view).answer(request);
    } catch (Ledger.Unavailable e) {
      return LedgerReads.unavailable(e);
    }
  }

  private List<LedgerLine> lines(ServiceRequestContext context, Instant now)
      throws Ledger.Unavailable {
    return ledger.lines(
        Gate.access(context).scope(),
        LedgerReads.since(context.queryParams().get("since"), now),
        now);
  }

  private static ProposalsView.ProposalView view(Proposal proposal) {
    Baseline baseline = proposal.baseline();
    return new ProposalsView.ProposalView(
        baseline.workload().key(),
        proposal.policies().stream().map(each -> each.id().toString()).toList(),
        baseline.version(),
        baseline.confidence().level().name().toLowerCase(Locale.ROOT),
        proposal.notes(),
        ProposalText.of(proposal));
  }
}
