// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Verdict;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Needs;
import java.time.Duration;

/**
 * What happens to bytes while they do not show what they are: those of the server pass, those of
 * the client only after a while, since perhaps it waits for an answer to go on.
 */
final class Recognition {
  private final Standing at;
  private final HeldBounds bounds;
  private boolean waits;

  Recognition(Standing at, HeldBounds bounds) {
    this.at = at;
    this.bounds = bounds;
  }

  /** Passes what may pass by now. */
  void advance(ConnectionPolicies by) {
    boolean server = by.needs() != Needs.RESPONSE_CONTENT;
    at.early.pass(direction -> server && direction == Direction.FROM_SERVER, at.outlet);
    if (!at.early.isEmpty() && !waits) {
      waits = true;
      Duration wait = at.within(at.enforcement.limits().recognitionWait());
      at.reading.later(wait, () -> overdue(wait));
    }
  }

  private void overdue(Duration waited) {
    waits = false;
    ConnectionPolicies by = at.policies;
    if (!at.acts() || by == null || at.gate != null || at.early.isEmpty()) {
      return;
    }
    at.overdue(
        waited, at.enforcement.limits().recognitionWait(), EnforceCount.LIMIT_RECOGNITION_WAIT);
    Decision decision = by.decide(at.raw(new RawOperation(Protocol.TCP, at.connection.port())));
    boolean needed =
        by.onFailure() == OnFailure.CLOSED && !decision.verdict().redactions().isEmpty();
    if (!(decision.verdict() instanceof Verdict.Deny) && !needed) {
      at.early.pass(any -> true, at.outlet);
      bounds.keep();
      at.outlet.flush();
    }
  }
}
