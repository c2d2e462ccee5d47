// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Decision;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import java.time.Duration;

/** All that policies say about connections between two parties on one port. Immutable. */
public final class ConnectionPolicies {
  /** No policy has anything to say. */
  public static final ConnectionPolicies NONE =
      new ConnectionPolicies(RuleTable.NONE, RuleTable.NONE, Policy.DEFAULT_BUDGET, OnFailure.OPEN);

  private final RuleTable enforced;
  private final RuleTable all;
  private final Duration budget;
  private final OnFailure onFailure;
  private final Needs needs;
  private final Needs reach;

  ConnectionPolicies(RuleTable enforced, RuleTable all, Duration budget, OnFailure onFailure) {
    this.enforced = enforced;
    this.all = all;
    this.budget = budget;
    this.onFailure = onFailure;
    this.needs = enforced.needs();
    this.reach = all.reach();
  }

  /** Returns whether nothing has anything to say: every decision is {@link Decision#UNRULED}. */
  public boolean none() {
    return all.isEmpty();
  }

  /**
   * Returns the furthest thing that can still change whether an exchange passes and what is done to
   * it. {@link Needs#NOTHING}: it passes as it is; {@link Needs#PARTIES}: one decision holds for
   * the whole connection, unless {@link Known#at} matters to it (then it is not settled).
   */
  public Needs needs() {
    return needs;
  }

  /**
   * Returns the furthest thing that anything looks at, policies that only observe and alerts
   * included: how far an exchange must be known for its whole decision.
   */
  public Needs reach() {
    return reach;
  }

  /** Returns the longest time that an exchange may wait to be decided: the least of any policy. */
  public Duration budget() {
    return budget;
  }

  /** Returns what happens when it was not decided in time: closed if any policy says so. */
  public OnFailure onFailure() {
    return onFailure;
  }

  /**
   * Decides from what is known. What is not known counts as not being so; whether that matters says
   * {@link Decision#settled()}. Of a settled decision it cannot change any more whether the
   * exchange passes and what is done to it; which of several rules that deny is named may.
   */
  public Decision decide(Known known) {
    if (all.isEmpty()) {
      return Decision.UNRULED;
    }
    RuleTable.Answer answer = enforced.answer(known);
    RuleTable.Answer wouldBe = enforced == all ? answer : all.answer(known);
    return new Decision(
        answer.verdict(),
        answer.reasons(),
        wouldBe.verdict(),
        wouldBe.reasons(),
        answer.alerts(),
        answer.settled());
  }
}
