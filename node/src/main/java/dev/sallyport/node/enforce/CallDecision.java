// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Verdict;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Known;
import dev.sallyport.protocol.checkpoint.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What policies say of a call of a data store or a broker, from all that it does.
 *
 * @param decision what counts for the call: the first that denies, else that of its first part
 * @param denied the parts that may not be
 * @param settled whether content that nobody looks into could not change it
 */
record CallDecision(Decision decision, List<Call.Part> denied, boolean settled) {
  CallDecision {
    denied = List.copyOf(denied);
  }

  /** Decides. */
  static CallDecision of(ConnectionPolicies policies, Call call, Instant now) {
    List<Call.Part> denied = new ArrayList<>(0);
    Decision counts = null;
    boolean settled = true;
    for (Call.Part each : call.parts()) {
      Known known =
          Known.connection(each.operation().protocol(), now).called(each.operation(), "", "");
      Decision decision = policies.decide(known);
      if (each.incidental()) {
        decision = decision.withoutDefaultDenial();
      }
      boolean denies = decision.verdict() instanceof Verdict.Deny;
      settled &= decision.settled() || denies;
      if (counts == null || denies && denied.isEmpty()) {
        counts = decision;
      }
      if (denies) {
        denied.add(each);
      }
    }
    return new CallDecision(counts == null ? Decision.UNRULED : counts, denied, settled);
  }
}
