// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Protocol;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Needs;
import dev.sallyport.protocol.Checkpoints;
import dev.sallyport.protocol.http.Http2Position;
import java.util.Optional;

/**
 * Steps in the way of a connection that was open before any policy acted on it.
 *
 * <p>Where the reader knows the next boundary it begins there: HTTP/1.1 with the next request,
 * HTTP/2 with the next stream, and so does whatever has not shown yet what it speaks. Sessions with
 * a checkpoint cannot be joined, since nobody knows what was prepared on them and where messages
 * begin. They are decided by their ends if that settles it; else they follow {@code onFailure}: cut
 * when closed, and left open as not yet enforced when not.
 */
final class Joining {
  private final Standing at;
  private final GateOpening opening;
  private final WholeJudge whole;
  private final Runnable guard;

  Joining(Standing at, GateOpening opening, WholeJudge whole, Runnable guard) {
    this.at = at;
    this.opening = opening;
    this.whole = whole;
    this.guard = guard;
  }

  /** Policies are known, or are others than before: steps in the way if that is needed now. */
  void join() {
    ConnectionPolicies by = at.policies;
    if (at.guarding || at.over || by == null || staysOpen(by)) {
      return;
    }
    if (by.needs() == Needs.NOTHING) {
      at.enforced(true);
      return;
    }
    begin();
    Protocol speaks = at.speaks();
    if (speaks == Protocol.HTTP2) {
      http2(by);
    } else if (Checkpoints.has(speaks)) {
      if (at.joined) {
        tooLate(by);
      }
    } else if (speaks != Protocol.TCP) {
      opening.from(at.lastHead + 1);
    }
  }

  /** It cannot be checked any more what is said on it. */
  void tooLate(ConnectionPolicies by) {
    Decision decision = by.decide(at.ends());
    if (decision.settled()) {
      whole.conclude(decision);
    } else if (by.onFailure() == OnFailure.CLOSED) {
      whole.cut(at.ruling(decision, new Effect.FailedClosed(Failures.JOINED)));
    } else {
      whole.release(at.ruling(decision, new Effect.FailedOpen(Failures.NOT_YET)));
      at.enforced(false);
    }
  }

  /** It was left open before, and these policies leave it open as well. */
  private boolean staysOpen(ConnectionPolicies by) {
    return at.notYetEnforced()
        && by.onFailure() == OnFailure.OPEN
        && by.needs().compareTo(Needs.PARTIES) > 0
        && !by.decide(at.ends()).settled()
        && at.reading.reader().http2Position().isEmpty();
  }

  private void begin() {
    long fromClient = at.reading.fromClientBytes();
    long fromServer = at.reading.fromServerBytes() + at.refusalBytes;
    at.early.passedUnseen(fromClient, fromServer);
    for (Judged each : at.exchanges.values()) {
      each.requestSaid = true;
      each.answerSaid = true;
    }
    at.enforced(true);
    guard.run();
    at.joined = fromClient + fromServer > 0;
  }

  private void http2(ConnectionPolicies by) {
    Optional<Http2Position> position = at.reading.reader().http2Position();
    if (position.isPresent()) {
      opening.joining(position.get());
    } else if (at.reading.reader().boundary(Direction.FROM_CLIENT) != Long.MAX_VALUE) {
      tooLate(by);
    }
  }
}
