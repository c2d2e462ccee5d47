// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Observation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.protocol.ExchangeSink;
import dev.sallyport.protocol.checkpoint.Call;
import dev.sallyport.protocol.gate.Denial;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Editor;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides on calls that wait at a checkpoint, and gives each ruling to the exchange it is of. */
final class CallJudge implements CheckpointGate.Judge {
  private final Standing at;
  private final ArrayDeque<CallRuling> ahead = new ArrayDeque<>(0);
  private @Nullable String lost;

  /** What was said of a call of which the reader has not seen the head yet. */
  private record CallRuling(long offset, Ruling ruling) {}

  CallJudge(Standing at) {
    this.at = at;
  }

  /** Returns why calls cannot be told apart any more; empty while they can. */
  Optional<String> lost() {
    return Optional.ofNullable(lost);
  }

  /** The reader saw the head of an exchange: it is ruled as the call that it is. */
  void opened(Judged exchange) {
    exchange.checked = true;
    exchange.requestSaid = true;
    exchange.answerSaid = true;
    CallRuling said = ahead.peek();
    if (said != null && said.offset <= exchange.head.offset()) {
      ahead.remove();
      told(exchange, said.ruling);
    }
  }

  @Override
  public void asked(Call call) {
    ConnectionPolicies by = at.policies;
    if (by == null || !at.guarding) {
      call.allow();
      return;
    }
    CallDecision decision = CallDecision.of(by, call, Instant.now());
    switch (decision.decision().verdict()) {
      case Verdict.Deny deny -> refuse(call, decision, deny.status(), deny.message(), 0);
      case Verdict.Throttle throttle -> {
        int wait = call.acts() ? at.wait(throttle, first(call)) : 0;
        if (wait == 0) {
          pass(by, call, decision);
        } else {
          at.count(EnforceCount.EXCHANGES_THROTTLED);
          refuse(call, decision, 429, "too many requests", wait);
        }
      }
      case Verdict.Redact ignored -> pass(by, call, decision);
      case Verdict.Allow ignored -> pass(by, call, decision);
    }
  }

  @Override
  public void lost(String reason) {
    lost = reason;
  }

  @Override
  public void shown(ByteBuf bytes) {
    at.reading.show(Direction.FROM_SERVER, bytes, at.shownAtNanos);
  }

  private static Operation first(Call call) {
    return call.parts().getFirst().operation();
  }

  private void pass(ConnectionPolicies by, Call call, CallDecision decision) {
    if (!call.whole()) {
      failed(by, call, decision, Failures.TOO_LARGE);
    } else if (!decision.settled()) {
      failed(by, call, decision, Failures.NOT_LOOKED);
    } else if (!decision.decision().verdict().redactions().isEmpty()) {
      redact(by, call, decision);
    } else {
      allow(call, decision, new Effect.Applied(), Optional.empty());
    }
  }

  private void redact(ConnectionPolicies by, Call call, CallDecision decision) {
    Judged exchange = exchange(call);
    Observation.RequestHead head =
        exchange == null
            ? new Observation.RequestHead(
                ExchangeSink.CONNECTION, at.shownAtNanos, call.offset(), first(call), "", "")
            : exchange.head;
    Redactor.Redacted redacted =
        at.enforcement
            .redactor()
            .redacted(
                at.speaks(),
                head,
                at.between(),
                decision.decision().verdict().redactions(),
                by.onFailure());
    if (redacted.editing() instanceof Editing.Bytes bytes && edited(call, exchange, bytes)) {
      if (call.acts() && exchange != null) {
        exchange.redacted = redacted;
        at.count(EnforceCount.EXCHANGES_REDACTED);
      }
      allow(call, decision, new Effect.Applied(), bytes.request());
    } else {
      failed(by, call, decision, Failures.NOT_REDACTED);
    }
  }

  private boolean edited(Call call, @Nullable Judged exchange, Editing.Bytes bytes) {
    if (bytes == Editing.NONE) {
      return false;
    }
    Optional<Editor> answer = bytes.answer();
    CheckpointGate gate = at.checkpoint;
    if (!call.acts() || answer.isEmpty()) {
      return true;
    }
    return exchange != null && gate != null && gate.edits(exchange.head.stream(), answer.get());
  }

  private void failed(ConnectionPolicies by, Call call, CallDecision decision, String why) {
    if (by.onFailure() == OnFailure.OPEN) {
      allow(call, decision, new Effect.FailedOpen(why), Optional.empty());
    } else {
      Ruling ruling = at.ruling(decision.decision(), new Effect.FailedClosed(why));
      refuse(call, call.parts(), ruling, 503, "the policy could not be checked", 0);
    }
  }

  private void allow(Call call, CallDecision decision, Effect effect, Optional<Editor> editor) {
    if (call.acts()) {
      said(call, at.ruling(decision.decision(), effect));
    }
    call.allow(editor);
  }

  private void refuse(
      Call call, CallDecision decision, int status, String message, int retryAfterSeconds) {
    List<Call.Part> because = decision.denied().isEmpty() ? call.parts() : decision.denied();
    refuse(call, because, at.applied(decision.decision()), status, message, retryAfterSeconds);
  }

  private void refuse(
      Call call,
      List<Call.Part> because,
      Ruling ruling,
      int status,
      String message,
      int retryAfterSeconds) {
    if (said(call, ruling)) {
      at.count(EnforceCount.EXCHANGES_DENIED);
    }
    Optional<Integer> retry =
        retryAfterSeconds == 0 ? Optional.empty() : Optional.of(retryAfterSeconds);
    String policy = Enforcement.policy(ruling.decision());
    call.refuse(new Denial(ruling.id(), policy, status, message, retry), because);
  }

  /**
   * Gives the ruling to the exchange that the call is counted as; returns false when something that
   * was readied for it was refused before.
   */
  private boolean said(Call call, Ruling ruling) {
    Judged exchange = exchange(call);
    Ruling earlier = exchange == null ? null : exchange.ruling;
    if (earlier != null && denies(earlier)) {
      return false;
    }
    if (exchange != null) {
      told(exchange, ruling);
    } else if (call.acts() && ahead.size() < at.enforcement.limits().exchanges()) {
      ahead.add(new CallRuling(call.offset(), ruling));
    }
    return true;
  }

  /** Returns the exchange that the call is counted as, when the reader has seen it. */
  private @Nullable Judged exchange(Call call) {
    Judged found = null;
    for (Judged each : at.exchanges.values()) {
      if (each.head.offset() == call.offset()) {
        return each;
      }
      boolean fits = each.head.offset() > call.offset() && (each.ruling == null || !call.acts());
      if (fits && (found == null || each.head.stream() < found.head.stream())) {
        found = each;
      }
    }
    return found;
  }

  private void told(Judged exchange, Ruling ruling) {
    exchange.ruling = ruling;
    if (denies(ruling)) {
      at.reading.blocked(exchange.head.stream(), Enforcement.policy(ruling.decision()));
    }
  }

  private static boolean denies(Ruling ruling) {
    boolean denied = ruling.decision().verdict() instanceof Verdict.Deny;
    return ruling.effect() instanceof Effect.FailedClosed
        || denied && ruling.effect() instanceof Effect.Applied;
  }
}
