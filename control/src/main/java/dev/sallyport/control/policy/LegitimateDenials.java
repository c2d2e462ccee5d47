// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.BlueprintOperation;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.RulingKey;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Party;
import dev.sallyport.model.Policy;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Rule;
import dev.sallyport.policy.Needs;
import dev.sallyport.policy.PolicySet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a policy denies, or would deny on pods on which it does not act yet, though it was
 * usual before. Usual is what was there before the policy changed and came through often enough.
 */
final class LegitimateDenials {
  private LegitimateDenials() {}

  /**
   * Returns the first such denial, with its numbers.
   *
   * @param since when this version of the policy came
   * @param knownMin how often an operation must have come through
   */
  static Optional<String> find(Policy policy, Instant since, Blueprint blueprint, long knownMin) {
    for (BlueprintEdge edge : blueprint.edges()) {
      for (BlueprintOperation operation : edge.operations()) {
        EdgeCounts counts = operation.traffic().total();
        long denied = denied(counts, policy, edge, false);
        long wouldBe = denied(counts, policy, edge, true);
        if (denied + wouldBe > 0) {
          Optional<String> usual = usual(blueprint, edge, operation, since, knownMin);
          if (usual.isPresent()) {
            return Optional.of(
                "%s from %s to %s was denied %d times%s; %s"
                    .formatted(
                        operation.operation().key(),
                        edge.id().source().displayName(),
                        edge.id().target().displayName(),
                        denied,
                        wouldBe == 0 ? "" : " and would have been " + wouldBe + " times more",
                        usual.get()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> usual(
      Blueprint blueprint,
      BlueprintEdge edge,
      BlueprintOperation operation,
      Instant since,
      long knownMin) {
    // A connection that is refused as such never says what it would have called.
    if (operation.operation() instanceof RawOperation) {
      long through = 0;
      Instant first = Instant.MAX;
      for (BlueprintEdge each : blueprint.edges()) {
        if (same(each.id().source(), edge.id().source())
            && same(each.id().target(), edge.id().target())
            && each.traffic().firstSeen().isBefore(since)) {
          through += through(each.traffic().total());
          first = each.traffic().firstSeen().isBefore(first) ? each.traffic().firstSeen() : first;
        }
      }
      return through >= knownMin ? Optional.of(text("the pair", through, first)) : Optional.empty();
    }
    long through = through(operation.traffic().total());
    Instant first = operation.traffic().firstSeen();
    return first.isBefore(since) && through >= knownMin
        ? Optional.of(text("it", through, first))
        : Optional.empty();
  }

  private static String text(String what, long through, Instant first) {
    return "%s came through %d times since %s, before the policy"
        .formatted(what, through, first.truncatedTo(ChronoUnit.SECONDS));
  }

  private static long through(EdgeCounts counts) {
    return counts.exchanges() - counts.answers().blocked();
  }

  private static boolean same(Party one, Party other) {
    return one.key().equals(other.key());
  }

  private static long denied(
      EdgeCounts counts, Policy policy, BlueprintEdge edge, boolean wouldBe) {
    return counts.rulings().byKey().entrySet().stream()
        .filter(each -> each.getKey().says() == RulingKey.Says.DENY)
        .filter(each -> each.getKey().wouldBe() == wouldBe)
        .filter(each -> wouldBe || each.getKey().done() == RulingKey.Done.APPLIED)
        .filter(each -> each.getKey().reason().policy().equals(policy.id()))
        .filter(each -> each.getKey().reason().version() == policy.version())
        .filter(each -> !byContents(policy, each.getKey().reason().rule(), edge))
        .mapToLong(each -> each.getValue().count())
        .sum();
  }

  /**
   * That an operation was usual says nothing of what it carries: whoever denies attacks must not be
   * talked out of it by the first one.
   */
  private static boolean byContents(Policy policy, String rule, BlueprintEdge edge) {
    List<Rule> named = policy.rules().stream().filter(each -> each.name().equals(rule)).toList();
    Policy alone =
        new Policy(
            policy.id(),
            policy.version(),
            policy.tier(),
            policy.protects(),
            named.isEmpty() ? policy.rules() : named,
            policy.denyInbound(),
            policy.denyOutbound(),
            Mode.ENFORCE,
            100,
            policy.onFailure(),
            policy.budget());
    return PolicySet.compile(List.of(alone))
            .on(edge.id().source(), edge.id().target(), 0)
            .needs()
            .compareTo(Needs.REQUEST_CONTENT)
        >= 0;
  }
}
