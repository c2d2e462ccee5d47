// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Decision;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.SessionUpkeep;
import dev.sallyport.model.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that policies say about connections between two parties on one port. Safe for use by many
 * threads.
 */
public final class ConnectionPolicies {
  /** No policy has anything to say. */
  public static final ConnectionPolicies NONE =
      new ConnectionPolicies(RuleTable.NONE, RuleTable.NONE, Policy.DEFAULT_BUDGET, OnFailure.OPEN);

  private static final int REMEMBERED_BITS = 6;

  private final RuleTable enforced;
  private final RuleTable all;
  private final Duration budget;
  private final OnFailure onFailure;
  private final Needs needs;
  private final Needs reach;

  /** Written without a lock: each entry is whole in itself, and losing one costs little. */
  private final @Nullable Remembered[] remembered = new @Nullable Remembered[1 << REMEMBERED_BITS];

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
    long out = enforced.outbound().ask(known);
    long in = enforced.inbound().ask(known);
    boolean same = enforced == all;
    long allOut = same ? out : all.outbound().ask(known);
    long allIn = same ? in : all.inbound().ask(known);
    if (SideRules.others(out | in | allOut | allIn)) {
      return decision(out, in, allOut, allIn, known);
    }
    int slot = slot(out, in, allOut, allIn);
    Remembered last = remembered[slot];
    if (last == null || !last.isOf(out, in, allOut, allIn)) {
      last = new Remembered(out, in, allOut, allIn, decision(out, in, allOut, allIn, known));
      remembered[slot] = last;
    }
    return last.decision();
  }

  /**
   * Decides as {@link #decide} does, but what only keeps a session going is not denied for the lack
   * of a rule that allows it. Where the ends alone decide there is no session to keep going.
   */
  public Decision decideCall(Known known) {
    Decision decision = decide(known);
    boolean refused = needs == Needs.PARTIES && decision.verdict() instanceof Verdict.Deny;
    return !refused && reach.compareTo(Needs.PARTIES) > 0 && SessionUpkeep.is(known.operation())
        ? decision.withoutDefaultDenial()
        : decision;
  }

  private Decision decision(long out, long in, long allOut, long allIn, Known known) {
    RuleTable.Answer answer = enforced.answer(out, in, known);
    RuleTable.Answer wouldBe = enforced == all ? answer : all.answer(allOut, allIn, known);
    return new Decision(
        answer.verdict(),
        answer.reasons(),
        wouldBe.verdict(),
        wouldBe.reasons(),
        answer.alerts(),
        RuleTable.settled(out, in));
  }

  private static int slot(long out, long in, long allOut, long allIn) {
    long mixed = ((out * 31 + in) * 31 + allOut) * 31 + allIn;
    return (int) ((mixed * 0x9e3779b97f4a7c15L) >>> 64 - REMEMBERED_BITS);
  }

  /** A decision that depends on nothing but what was come to. */
  private record Remembered(long out, long in, long allOut, long allIn, Decision decision) {
    boolean isOf(long out, long in, long allOut, long allIn) {
      return this.out == out && this.in == in && this.allOut == allOut && this.allIn == allIn;
    }
  }
}
