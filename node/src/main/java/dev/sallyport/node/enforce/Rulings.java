// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Known;
import dev.sallyport.policy.Needs;
import java.util.Optional;

/** Says of what is counted what policies said of it, and what would have been. */
final class Rulings {
  private final Standing at;

  Rulings(Standing at) {
    this.at = at;
  }

  /** Returns what became of an exchange that is counted now, and forgets it. */
  Optional<Ruling> counted(long stream, Operation operation) {
    Judged exchange = at.exchanges.remove(stream);
    ConnectionPolicies by = at.policies;
    if (by == null || by.none()) {
      return Optional.ofNullable(exchange == null ? at.whole : exchange.ruling);
    }
    if (exchange == null) {
      return Optional.of(at.whole != null ? at.whole : watched(by, at.raw(operation)));
    }
    if (exchange.checked) {
      return Optional.ofNullable(exchange.ruling).map(said -> carriedOut(exchange, said));
    }
    Looked looked = at.reading.looked(stream);
    Known known =
        exchange
            .known
            .requested(exchange.known.operation(), looked.model(), looked.seen(), looked.findings())
            .answered(looked.seen(), looked.findings());
    Ruling ruling = exchange.ruling;
    return Optional.of(
        ruling == null
            ? watched(by, known)
            : wholly(carriedOut(exchange, ruling), by.decide(known)));
  }

  private Ruling watched(ConnectionPolicies by, Known known) {
    // As at a checkpoint, so that what would be is what will be.
    Decision said = by.decideCall(known);
    return at.ruling(said, effect(by, said));
  }

  private Effect effect(ConnectionPolicies by, Decision said) {
    if (at.notYetEnforced() && !said.verdict().equals(new Verdict.Allow())) {
      return new Effect.FailedOpen(Failures.NOT_YET);
    }
    return by.needs() == Needs.NOTHING ? new Effect.Observed() : new Effect.Applied();
  }

  /** Whether all values were replaced is known only when all has passed. */
  private Ruling carriedOut(Judged exchange, Ruling ruling) {
    if (exchange.redacted.whole().getAsBoolean() || !(ruling.effect() instanceof Effect.Applied)) {
      return ruling;
    }
    at.count(EnforceCount.FAILED_OPEN);
    return new Ruling(
        ruling.id(), ruling.decision(), new Effect.FailedOpen(Failures.NOT_ALL_REDACTED));
  }

  /** What was done stays what it was; what would have been done is known better by now. */
  private static Ruling wholly(Ruling done, Decision known) {
    Decision then = done.decision();
    return new Ruling(
        done.id(),
        new Decision(
            then.verdict(),
            then.reasons(),
            known.wouldBe(),
            known.wouldBeReasons(),
            known.alerts(),
            true),
        done.effect());
  }
}
