// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.BlueprintOperation;
import dev.sallyport.blueprint.graph.PolicyTally;
import dev.sallyport.blueprint.summary.RulingKey;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Response;
import dev.sallyport.model.Verdict;
import dev.sallyport.policy.Explanation;
import dev.sallyport.wire.kube.SpecProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what is known of policies into what the API says. */
public final class PolicyViews {
  private PolicyViews() {}

  /** Returns why a policy is refused. */
  public static List<PolicyProblemView> problems(List<SpecProblem> problems) {
    return problems.stream()
        .map(each -> new PolicyProblemView(each.at(), each.found(), each.expected(), each.fix()))
        .toList();
  }

  /** Returns the rules of a policy. */
  public static List<PolicyRuleView> rules(Policy policy) {
    return policy.rules().stream()
        .map(each -> new PolicyRuleView(each.name(), kebab(each.side()), then(each.response())))
        .toList();
  }

  /** Returns what a policy said of exchanges; zeros where nothing was heard. */
  public static PolicyCountsView counts(@Nullable PolicyTally tally) {
    return tally == null
        ? new PolicyCountsView(0, 0, 0, 0, 0, 0, 0, 0, 0, null)
        : new PolicyCountsView(
            tally.hits(),
            tally.allowed(),
            tally.denied(),
            tally.redacted(),
            tally.throttled(),
            tally.wouldDeny(),
            tally.wouldChange(),
            tally.failedOpen(),
            tally.failedClosed(),
            tally.lastMillis() == 0 ? null : Instant.ofEpochMilli(tally.lastMillis()));
  }

  /** Returns an explanation. */
  public static ExplanationView explanation(PolicyQuestion question, Explanation it) {
    return new ExplanationView(
        question.words(),
        it.answer(),
        verdict(it.decision().verdict()),
        verdict(it.decision().wouldBe()),
        it.decision().settled(),
        it.decision().reasons().stream().map(Reason::toString).toList(),
        it.tiers().stream().map(PolicyViews::tier).toList());
  }

  /** Returns what rules in force say of an operation. */
  public static EdgeRulesView.OperationRuleView operation(Operation operation, Explanation it) {
    return new EdgeRulesView.OperationRuleView(
        ApiViews.key(operation),
        it.answer(),
        verdict(it.decision().verdict()),
        verdict(it.decision().wouldBe()),
        it.decision().settled(),
        it.decision().reasons().stream().map(Reason::toString).toList(),
        it.decision().wouldBeReasons().stream().map(Reason::toString).toList());
  }

  private static ExplainedTierView tier(Explanation.Asked asked) {
    return new ExplainedTierView(
        kebab(asked.side()),
        kebab(asked.tier()),
        kebab(asked.outcome()),
        asked.rules().stream().map(PolicyViews::rule).toList(),
        asked.defaults().stream().map(each -> each.policy().toString()).toList());
  }

  private static ExplainedRuleView rule(Explanation.Judged judged) {
    return new ExplainedRuleView(
        judged.reason().policy().toString(),
        judged.reason().version(),
        judged.reason().rule(),
        then(judged.response()),
        judged.acts(),
        kebab(judged.applies()),
        judged.because(),
        judged.decides());
  }

  /** Returns what policies denied or would have denied, the latest first. */
  public static List<DenialView> denials(Blueprint blueprint) {
    List<DenialView> denials = new ArrayList<>();
    for (BlueprintEdge edge : blueprint.edges()) {
      for (BlueprintOperation operation : edge.operations()) {
        operation
            .traffic()
            .total()
            .rulings()
            .byKey()
            .forEach(
                (key, times) -> {
                  if (key.says() == RulingKey.Says.DENY) {
                    denials.add(
                        new DenialView(
                            edge.id().key(),
                            edge.id().source().key(),
                            edge.id().target().key(),
                            operation.operation().key(),
                            key.reason().policy().toString(),
                            key.reason().version(),
                            key.reason().rule(),
                            key.wouldBe(),
                            kebab(key.done()),
                            times.count(),
                            Instant.ofEpochMilli(times.lastMillis())));
                  }
                });
      }
    }
    denials.sort(Comparator.comparing(DenialView::lastSeen).reversed());
    return denials;
  }

  private static String verdict(Verdict verdict) {
    return kebab(RulingKey.Says.of(verdict));
  }

  private static String then(Response response) {
    return switch (response) {
      case Response.Allow _ -> "allow";
      case Response.Deny _ -> "deny";
      case Response.Redact _ -> "redact";
      case Response.Throttle _ -> "throttle";
      case Response.Alert _ -> "alert";
    };
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
