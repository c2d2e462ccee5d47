// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.gate.Gate;
import org.jspecify.annotations.Nullable;

/** Keeps what waits within its bounds, and tells a side of the other's end once nothing waits. */
final class HeldBounds {
  private final Standing at;
  private final ExchangeJudge judge;
  private boolean clientEnded;
  private boolean serverEnded;

  HeldBounds(Standing at, ExchangeJudge judge) {
    this.at = at;
    this.judge = judge;
  }

  /** Stops reading from a side of which too much waits, and gives up what needs more than that. */
  void keep() {
    keep(Direction.FROM_CLIENT, at.enforcement.limits().requestBytes());
    keep(Direction.FROM_SERVER, at.enforcement.limits().answerBytes());
  }

  /** That side will send nothing more. */
  void ended(Direction direction) {
    if (direction == Direction.FROM_CLIENT) {
      clientEnded = true;
    } else {
      serverEnded = true;
    }
  }

  /** Tells a side that the other one ended once nothing of it waits any more. */
  void passEnds() {
    if (clientEnded && at.held(Direction.FROM_CLIENT) == 0) {
      clientEnded = false;
      at.outlet.end(Direction.FROM_CLIENT);
    }
    if (serverEnded && at.held(Direction.FROM_SERVER) == 0) {
      serverEnded = false;
      at.outlet.end(Direction.FROM_SERVER);
    }
  }

  private void keep(Direction direction, int most) {
    if (at.held(direction) > most && at.policies != null && at.gate != null) {
      boolean client = direction == Direction.FROM_CLIENT;
      giveUp(
          firstWaiting(client),
          client ? EnforceCount.LIMIT_REQUEST_BYTES : EnforceCount.LIMIT_ANSWER_BYTES);
    }
    Gate gate = at.gate;
    if (!at.over && gate != null && gate.stalled() >= 0 && at.policies != null) {
      Judged stuck = at.exchanges.get(gate.stalled());
      giveUp(stuck == null || stuck.requestSaid ? null : stuck, EnforceCount.LIMIT_REQUEST_BYTES);
    }
    if (!at.over) {
      at.outlet.hold(direction, at.held(direction) > most);
    }
  }

  private void giveUp(@Nullable Judged exchange, EnforceCount because) {
    Gate gate = at.gate;
    if (exchange != null && gate != null) {
      at.count(because);
      judge.giveUp(exchange, Failures.TOO_LARGE);
      gate.advance();
    }
  }

  private @Nullable Judged firstWaiting(boolean request) {
    Judged first = null;
    for (Judged each : at.exchanges.values()) {
      boolean waits = request ? !each.requestSaid : each.requestSaid && !each.answerSaid;
      if (waits && (first == null || each.head.stream() < first.head.stream())) {
        first = each;
      }
    }
    return first;
  }
}
