// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Effect;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Known;
import dev.sallyport.policy.Stage;
import dev.sallyport.protocol.gate.Denial;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Gate;
import dev.sallyport.protocol.gate.Sentence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Decides on exchanges as more and more of them is known, and tells the gate what becomes of each.
 */
final class ExchangeJudge {
  /** How often editors are asked whether what they hold has waited in vain. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** Policies have nothing to say of probes. */
  private static final Decision EXEMPT = Decision.UNRULED;

  private final Standing at;
  private final Probes probes;
  private final Runnable proceed;
  private boolean redacts;

  ExchangeJudge(Standing at, Probes probes, Runnable proceed) {
    this.at = at;
    this.probes = probes;
    this.proceed = proceed;
  }

  /** Says of an exchange what can be said by now. */
  void judge(Judged exchange) {
    ConnectionPolicies by = at.policies;
    if (by == null || !at.acts() || exchange.said() || at.checkpoint != null) {
      return;
    }
    Known known = known(exchange);
    Decision decision = by.decide(known);
    if (!exchange.requestSaid) {
      if (decision.settled() || known.stage() != Stage.OPERATION) {
        act(by, exchange, decision);
      } else {
        patience(exchange);
      }
    } else if (decision.settled() || exchange.answerOver) {
      actOnAnswer(exchange, decision);
    }
  }

  /** Judges all that wait. */
  void judgeAll() {
    for (Judged each : List.copyOf(at.exchanges.values())) {
      judge(each);
    }
  }

  /** What is not known by now of an exchange counts as not to be known. */
  void giveUp(Judged exchange, String why) {
    ConnectionPolicies by = requireNonNull(at.policies, "policies");
    failed(by, exchange, by.decide(known(exchange)), why);
  }

  private Known known(Judged exchange) {
    Known known = exchange.known;
    if (exchange.requestOver || exchange.answerOver) {
      Looked looked = looked(exchange);
      known = known.requested(known.operation(), looked.model(), looked.seen(), looked.findings());
      known = exchange.answerOver ? known.answered(looked.seen(), looked.findings()) : known;
    }
    return known;
  }

  private Looked looked(Judged exchange) {
    return at.reading.looked(exchange.head.stream());
  }

  private void act(ConnectionPolicies by, Judged exchange, Decision decision) {
    boolean unlooked =
        exchange.requestOver && !by.decide(exchange.known).settled() && !looked(exchange).whole();
    if (decision.verdict() instanceof Verdict.Deny && probes.is(exchange.head)) {
      at.count(EnforceCount.PROBES_EXEMPTED);
      say(exchange, at.applied(EXEMPT), Editing.NONE, true);
      return;
    }
    switch (decision.verdict()) {
      case Verdict.Deny deny ->
          refuse(exchange, at.applied(decision), deny.status(), deny.message(), 0);
      case Verdict.Throttle throttle -> {
        int wait = at.wait(throttle, exchange.known.operation());
        if (wait == 0) {
          pass(by, exchange, decision, throttle.redactions());
        } else {
          at.count(EnforceCount.EXCHANGES_THROTTLED);
          refuse(exchange, at.applied(decision), 429, "too many requests", wait);
        }
      }
      case Verdict.Redact redact -> pass(by, exchange, decision, redact.redactions());
      case Verdict.Allow ignored -> {
        if (unlooked) {
          failed(by, exchange, decision, Failures.NOT_LOOKED);
        } else {
          pass(by, exchange, decision, List.of());
        }
      }
    }
  }

  private void pass(
      ConnectionPolicies by, Judged exchange, Decision decision, List<Redaction> redactions) {
    Editing editing = Editing.NONE;
    if (!redactions.isEmpty()) {
      exchange.redacted =
          at.enforcement
              .redactor()
              .redacted(at.speaks(), exchange.head, at.between(), redactions, by.onFailure());
      editing = exchange.redacted.editing();
      Gate gate = at.gate;
      if (editing == Editing.NONE || (gate != null && !gate.canEdit(editing))) {
        failed(by, exchange, decision, Failures.NOT_REDACTED);
        return;
      }
      at.count(EnforceCount.EXCHANGES_REDACTED);
      if (!redacts) {
        redacts = true;
        at.reading.later(IDLE, this::idle);
      }
    }
    say(exchange, at.applied(decision), editing, decision.settled());
  }

  /** Whoever speaks slowly must not wait for his own next word. */
  private void idle() {
    Gate gate = at.gate;
    if (!at.over && gate != null) {
      gate.idle();
      at.outlet.flush();
      at.reading.later(IDLE, this::idle);
    }
  }

  private void say(Judged exchange, Ruling ruling, Editing editing, boolean answerToo) {
    exchange.ruling = ruling;
    exchange.requestSaid = true;
    exchange.answerSaid = answerToo;
    tellGate(exchange, new Sentence.Pass(ruling, editing, answerToo));
    if (!answerToo) {
      patience(exchange);
    }
  }

  private void actOnAnswer(Judged exchange, Decision decision) {
    exchange.answerSaid = true;
    if (at.gate == null) {
      return;
    }
    Ruling ruling = at.applied(decision);
    exchange.ruling = ruling;
    if (decision.verdict() instanceof Verdict.Deny deny) {
      refuse(exchange, ruling, deny.status(), deny.message(), 0);
    } else if (looked(exchange).whole()) {
      tellGate(exchange, new Sentence.Pass(ruling, Editing.NONE, true));
    } else {
      failed(requireNonNull(at.policies, "policies"), exchange, decision, Failures.NOT_LOOKED);
    }
  }

  private void refuse(
      Judged exchange, Ruling ruling, int status, String message, int retryAfterSeconds) {
    exchange.ruling = ruling;
    exchange.requestSaid = true;
    exchange.answerSaid = true;
    at.count(EnforceCount.EXCHANGES_DENIED);
    String policy = Enforcement.policy(ruling.decision());
    at.reading.blocked(exchange.head.stream(), policy);
    Optional<Integer> retry =
        retryAfterSeconds == 0 ? Optional.empty() : Optional.of(retryAfterSeconds);
    tellGate(
        exchange,
        new Sentence.Refuse(ruling, new Denial(ruling.id(), policy, status, message, retry)));
  }

  private void tellGate(Judged exchange, Sentence sentence) {
    Gate gate = at.gate;
    if (gate != null) {
      gate.sentence(exchange.head.stream(), sentence);
    }
  }

  /** One exchange cannot be checked. */
  private void failed(ConnectionPolicies by, Judged exchange, Decision decision, String why) {
    if (by.onFailure() == OnFailure.CLOSED) {
      Ruling ruling = at.ruling(decision, new Effect.FailedClosed(why));
      refuse(exchange, ruling, 503, "the policy could not be checked", 0);
      return;
    }
    Ruling ruling = at.ruling(decision, new Effect.FailedOpen(why));
    if (exchange.requestSaid) {
      exchange.ruling = ruling;
      exchange.answerSaid = true;
      tellGate(exchange, new Sentence.Pass(ruling, Editing.NONE, true));
    } else {
      say(exchange, ruling, Editing.NONE, true);
    }
  }

  /** The answer began: from now on it is held for as long as policies allow. */
  void answering(Judged exchange) {
    Duration bound = at.enforcement.limits().contentWait();
    Duration wait = at.within(bound);
    if (at.acts() && !exchange.answerSaid && wait.compareTo(bound) < 0) {
      later(wait, exchange, () -> exchange.answerSaid);
    }
  }

  /** How long a server takes to begin its answer is no wait for a policy, only for the node. */
  private void patience(Judged exchange) {
    Duration bound = at.enforcement.limits().contentWait();
    if (!exchange.waits) {
      exchange.waits = true;
      later(bound, exchange, exchange::said);
    }
    Duration wait = at.within(bound);
    if (!exchange.requestSaid && !exchange.hurries && wait.compareTo(bound) < 0) {
      exchange.hurries = true;
      later(wait, exchange, () -> exchange.requestSaid);
    }
  }

  private void later(Duration wait, Judged exchange, BooleanSupplier said) {
    at.reading.later(
        wait,
        () -> {
          if (at.acts() && !said.getAsBoolean()) {
            Duration bound = at.enforcement.limits().contentWait();
            at.overdue(wait, bound, EnforceCount.LIMIT_CONTENT_WAIT);
            giveUp(exchange, Failures.NOT_IN_TIME);
            proceed.run();
          }
        });
  }
}
