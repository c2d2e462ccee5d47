// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Known;
import dev.sallyport.protocol.gate.Gate;
import java.time.Instant;

/** Takes note of the exchanges that the reader sees, and has each judged when more is known. */
final class ExchangeNotes {
  private final Standing at;
  private final GateOpening opening;
  private final CallJudge calls;
  private final ExchangeJudge judge;
  private final Runnable hangUp;

  ExchangeNotes(
      Standing at, GateOpening opening, CallJudge calls, ExchangeJudge judge, Runnable hangUp) {
    this.at = at;
    this.opening = opening;
    this.calls = calls;
    this.judge = judge;
    this.hangUp = hangUp;
  }

  void observed(Observation observation) {
    switch (observation) {
      case Observation.RequestHead head -> {
        at.lastHead = head.stream();
        opened(head);
      }
      case Observation.RequestEnd end -> {
        toGate(observation);
        Judged exchange = at.exchanges.get(end.stream());
        if (exchange != null) {
          exchange.requestOver = true;
          judge.judge(exchange);
        }
      }
      case Observation.ResponseEnd end -> {
        at.lastAnswered = end.stream();
        toGate(observation);
        Judged exchange = at.exchanges.get(end.stream());
        if (exchange != null) {
          exchange.answerOver = true;
          judge.judge(exchange);
          over(exchange);
        }
      }
      case Observation.OperationNamed named -> {
        Judged exchange = at.exchanges.get(named.stream());
        if (exchange != null && !exchange.requestSaid) {
          exchange.known = called(exchange.head, named.operation());
        }
      }
      case Observation.GivenUp givenUp ->
          at.lastAnswered = Math.max(at.lastAnswered, givenUp.stream());
      case Observation.ResponseHead head -> {
        toGate(observation);
        Judged exchange = at.exchanges.get(head.stream());
        if (exchange != null) {
          judge.answering(exchange);
        }
      }
      default -> toGate(observation);
    }
  }

  private void opened(Observation.RequestHead head) {
    ConnectionPolicies by = at.policies;
    if (at.acts() && !opening.tooLate()) {
      opening.gate().observed(head);
    } else if (by == null ? at.enforcement.rules().none() : by.none()) {
      return;
    }
    if (at.exchanges.size() >= at.enforcement.limits().exchanges()) {
      at.count(EnforceCount.LIMIT_EXCHANGES);
      if (at.guarding && at.checkpoint == null) {
        hangUp.run();
      }
      return;
    }
    Judged exchange = new Judged(head, called(head, head.operation()));
    at.exchanges.put(head.stream(), exchange);
    if (at.checkpoint != null) {
      calls.opened(exchange);
    }
    judge.judge(exchange);
  }

  /** None is counted before the ends are told, and of what ends until then a bound is kept. */
  private void over(Judged exchange) {
    if (at.presumed
        && exchange.requestOver
        && ++at.presumedOver > at.enforcement.limits().presumedExchanges()) {
      at.exchanges.remove(exchange.head.stream());
      at.count(EnforceCount.LIMIT_PRESUMED_EXCHANGES);
    }
  }

  private Known called(Observation.RequestHead head, Operation operation) {
    return Known.connection(at.speaks(), Instant.now())
        .called(operation, head.authority(), head.path());
  }

  private void toGate(Observation observation) {
    Gate gate = at.gate;
    if (gate != null) {
      gate.observed(observation);
    }
  }
}
