// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.BlueprintOperation;
import dev.sallyport.blueprint.summary.RulingKey;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Policy;
import dev.sallyport.wire.kube.PolicyStatus.Rollback;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Finds policies that asked to be rolled back by themselves and that now deny what their edge did
 * before they were there.
 */
final class RollbackWatch {
  private RollbackWatch() {}

  /** Returns why the policy has to go back to observing, or empty when it has not. */
  static Optional<Rollback> judge(PolicyEntry entry, Blueprint blueprint, Instant now) {
    Policy policy = entry.taken();
    if (policy == null
        || policy.mode() != Mode.ENFORCE
        || entry.rolledBack()
        || !entry.object().at("/spec/rollout/automaticRollback").asBoolean()) {
      return Optional.empty();
    }
    Instant since = created(entry);
    for (BlueprintEdge edge : blueprint.edges()) {
      for (BlueprintOperation operation : edge.operations()) {
        long denied = denied(operation, policy);
        boolean before = operation.traffic().firstSeen().isBefore(since);
        if (denied > 0 && before && operation.traffic().total().exchanges() > denied) {
          return Optional.of(
              new Rollback(
                  policy.version(),
                  now.truncatedTo(ChronoUnit.SECONDS).toString(),
                  "%s denied %d times from %s to %s, which was there since %s, before the policy"
                      .formatted(
                          operation.operation().key(),
                          denied,
                          edge.id().source().displayName(),
                          edge.id().target().displayName(),
                          operation.traffic().firstSeen().truncatedTo(ChronoUnit.SECONDS))));
        }
      }
    }
    return Optional.empty();
  }

  private static long denied(BlueprintOperation operation, Policy policy) {
    return operation.traffic().total().rulings().byKey().entrySet().stream()
        .filter(each -> each.getKey().says() == RulingKey.Says.DENY && !each.getKey().wouldBe())
        .filter(each -> each.getKey().done() == RulingKey.Done.APPLIED)
        .filter(each -> each.getKey().reason().policy().equals(policy.id()))
        .filter(each -> each.getKey().reason().version() == policy.version())
        .mapToLong(each -> each.getValue().count())
        .sum();
  }

  private static Instant created(PolicyEntry entry) {
    try {
      return Instant.parse(entry.object().at("/metadata/creationTimestamp").asText(""));
    } catch (DateTimeException unknown) {
      return entry.seenAt();
    }
  }
}
