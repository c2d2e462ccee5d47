// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Needs;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ExchangeSink;
import dev.sallyport.protocol.gate.Gate;
import java.time.Duration;

/**
 * Decides on a connection as a whole, where one decision holds for all that is said on it or where
 * nothing can be told apart, and cuts it or lets it go.
 */
final class WholeJudge {
  private final Standing at;
  private final Probes probes;
  private final HeldBounds bounds;

  WholeJudge(Standing at, Probes probes, HeldBounds bounds) {
    this.at = at;
    this.probes = probes;
    this.bounds = bounds;
  }

  /** Settles the connection if it can be; returns whether its exchanges are to be judged. */
  boolean leavesOpen(ConnectionPolicies by) {
    Gate gate = at.gate;
    boolean stays = gate != null && !gate.removable();
    if (by.needs() == Needs.NOTHING && !stays) {
      release(at.ruling(Decision.UNRULED, new Effect.Observed()));
      return false;
    }
    if (by.needs() == Needs.PARTIES && settledByEnds(by, stays)) {
      return false;
    }
    if (at.checkpoint != null) {
      return false;
    }
    ConnectionReader reader = at.reading.reader();
    boolean anyHead = at.lastHead >= 0;
    boolean given = reader.boundary(Direction.FROM_CLIENT) == Long.MAX_VALUE;
    if (!anyHead && (given || (reader.finished() && reader.protocol() == Protocol.TCP))) {
      conclude(by.decide(at.raw(new RawOperation(reader.protocol(), at.connection.port()))));
      return false;
    }
    if (!reader.finished() || given) {
      return true;
    }
    if (stays) {
      // What comes cannot be written anew any more.
      cut(at.ruling(by.decide(at.ends()), new Effect.FailedClosed(Failures.LOST)));
    } else {
      failed(by, Failures.LOST);
    }
    return false;
  }

  /** The connection as a whole cannot be checked. */
  void failed(ConnectionPolicies by, String why) {
    failed(by, why, by.decide(at.ends()));
  }

  /** From now on bytes wait for the ends to be known, for as long as any policy allows. */
  void awaitEnds() {
    Duration wait = at.enforcement.rules().endsWait();
    at.reading.later(wait, () -> endsOverdue(wait));
  }

  private void endsOverdue(Duration waited) {
    if (at.acts() && at.policies == null) {
      at.overdue(waited, at.enforcement.limits().endsWait(), EnforceCount.LIMIT_ENDS_WAIT);
      if (at.enforcement.rules().closes()) {
        cut(at.ruling(Decision.UNRULED, new Effect.FailedClosed(Failures.NO_ENDS)));
      } else {
        release(at.ruling(Decision.UNRULED, new Effect.FailedOpen(Failures.NO_ENDS)));
      }
    }
  }

  /** Ends both sides at once. */
  void cut(Ruling ruling) {
    at.over = true;
    at.whole = ruling;
    at.count(EnforceCount.CONNECTIONS_DENIED);
    at.reading.blocked(ExchangeSink.CONNECTION, Enforcement.policy(ruling.decision()));
    forgetHeld();
    at.outlet.cut();
  }

  /** Releases all that waits. */
  void forgetHeld() {
    at.early.close();
    Gate gate = at.gate;
    if (gate != null) {
      gate.close();
    }
  }

  private boolean settledByEnds(ConnectionPolicies by, boolean stays) {
    Decision decision = by.decide(at.ends());
    boolean denied = decision.verdict() instanceof Verdict.Deny;
    boolean plain = decision.verdict() instanceof Verdict.Allow ? !stays : denied;
    if (decision.settled() && plain && !(denied && probes.expected())) {
      conclude(decision);
      return true;
    }
    return false;
  }

  /** One decision holds for all that is said on the connection. */
  void conclude(Decision decision) {
    switch (decision.verdict()) {
      case Verdict.Deny ignored -> cut(at.applied(decision));
      case Verdict.Throttle throttle -> {
        int wait = at.wait(throttle, new RawOperation(Protocol.TCP, at.connection.port()));
        Ruling ruling = at.applied(decision);
        if (wait == 0) {
          release(ruling);
        } else {
          at.count(EnforceCount.EXCHANGES_THROTTLED);
          cut(ruling);
        }
      }
      case Verdict.Redact ignored ->
          failed(requireNonNull(at.policies, "policies"), Failures.NOT_REDACTED, decision);
      case Verdict.Allow ignored -> release(at.applied(decision));
    }
  }

  private void failed(ConnectionPolicies by, String why, Decision decision) {
    if (by.onFailure() == OnFailure.OPEN) {
      release(at.ruling(decision, new Effect.FailedOpen(why)));
    } else {
      cut(at.ruling(decision, new Effect.FailedClosed(why)));
    }
  }

  /** All passes from now on, as on a connection that nobody guards. */
  void release(Ruling ruling) {
    at.whole = ruling.effect() instanceof Effect.Observed ? null : ruling;
    Gate gate = at.gate;
    if (gate != null) {
      gate.open(ruling);
      gate.advance();
    } else {
      at.early.release(at.outlet);
    }
    if (!at.over) {
      at.guarding = false;
      at.gate = null;
      at.checkpoint = null;
      at.early.forgetGone();
      at.reading.reader().dropHeaders();
      at.outlet.unguard();
      at.outlet.flush();
      bounds.passEnds();
    }
  }
}
