// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.Condition;
import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Side;
import dev.sallyport.wire.kube.PolicySpec.DefaultsSpec;
import dev.sallyport.wire.kube.PolicySpec.RolloutSpec;
import dev.sallyport.wire.kube.RuleSpec.CarriesSpec;
import dev.sallyport.wire.kube.RuleSpec.ShowsSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a policy as a spec, short: what is as it is anyway is left out. */
final class SpecWriter {
  private SpecWriter() {}

  static PolicySpec spec(Policy policy) {
    boolean partly = policy.mode() == Mode.ENFORCE && policy.enforcedPercent() != 100;
    boolean denies = policy.denyInbound() || policy.denyOutbound();
    SelectorWriter selectors = new SelectorWriter(policy.id());
    return new PolicySpec(
        tier(policy),
        selectors.protects(policy.protects()),
        policy.mode(),
        partly ? new RolloutSpec(policy.enforcedPercent(), false, List.of()) : null,
        policy.onFailure() == OnFailure.OPEN ? null : policy.onFailure(),
        policy.budget().equals(Policy.DEFAULT_BUDGET) ? "" : budget(policy.budget()),
        denies ? new DefaultsSpec(deny(policy.denyInbound()), deny(policy.denyOutbound())) : null,
        rules(policy, Side.INBOUND, selectors),
        rules(policy, Side.OUTBOUND, selectors));
  }

  private static @Nullable Tier tier(Policy policy) {
    if (policy.id().clusterWide() == (policy.tier() == PolicyTier.NAMESPACE)) {
      throw new IllegalArgumentException(
          policy.id() + ": tier " + policy.tier() + " (expected: NAMESPACE in a namespace only)");
    }
    return policy.id().clusterWide() ? Tier.valueOf(policy.tier().name()) : null;
  }

  private static @Nullable Settling deny(boolean denied) {
    return denied ? Settling.DENY : null;
  }

  private static String budget(Duration budget) {
    long millis = budget.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static List<RuleSpec> rules(Policy policy, Side side, SelectorWriter selectors) {
    return policy.rules().stream()
        .filter(rule -> rule.side() == side)
        .map(rule -> rule(rule, selectors))
        .toList();
  }

  private static RuleSpec rule(Rule rule, SelectorWriter selectors) {
    List<PeerSpec> from = List.of();
    List<PeerSpec> to = List.of();
    List<CallSpec> calls = List.of();
    CarriesSpec carries = null;
    ShowsSpec shows = null;
    String when = "";
    for (Condition part : parts(rule)) {
      switch (part) {
        case Condition.From it -> from = selectors.peers(it.peers());
        case Condition.To it -> to = selectors.peers(it.peers());
        case Condition.Calls it -> calls = it.patterns().stream().map(CallWriter::write).toList();
        case Condition.Carries it ->
            carries =
                new CarriesSpec(
                    it.classes().stream().sorted().toList(),
                    List.of(),
                    ResponseWriter.way(it.directions()));
        case Condition.Shows it ->
            shows = new ShowsSpec(it.families().stream().sorted().toList(), it.minScore());
        case Condition.When it -> when = it.expression();
        case Condition.AllOf _, Condition.AnyOf _, Condition.Not _ -> throw unwritable(rule);
      }
    }
    return new RuleSpec(rule.name(), from, to, calls, carries, shows, when, then(rule.response()));
  }

  private static List<Condition> parts(Rule rule) {
    List<Condition> parts =
        rule.condition() instanceof Condition.AllOf(List<Condition> all)
            ? all
            : List.of(rule.condition());
    long kinds = parts.stream().map(Object::getClass).distinct().count();
    if (kinds != parts.size() || parts.stream().anyMatch(SpecWriter::nobody)) {
      throw unwritable(rule);
    }
    return parts;
  }

  /** An empty list would read as everything, while it means nothing. */
  private static boolean nobody(Condition part) {
    return switch (part) {
      case Condition.From it -> it.peers().isEmpty();
      case Condition.To it -> it.peers().isEmpty();
      case Condition.Calls it -> it.patterns().isEmpty();
      case Condition.Carries it -> it.classes().isEmpty();
      default -> false;
    };
  }

  private static IllegalArgumentException unwritable(Rule rule) {
    return new IllegalArgumentException(
        "rule " + rule.name() + ": a condition that no object can say");
  }

  private static ThenSpec then(Response response) {
    return ResponseWriter.write(response);
  }
}
