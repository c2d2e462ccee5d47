// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.model.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * All that some policies say about a connection.
 *
 * @param outbound policies of who calls
 * @param inbound policies of who is called
 */
record RuleTable(SideRules outbound, SideRules inbound) {
  static final RuleTable NONE = new RuleTable(SideRules.NONE, SideRules.NONE);

  private static final Verdict ALLOW = new Verdict.Allow();

  /** Status where a policy denies by default. */
  static final int DEFAULT_STATUS = 403;

  private static final Verdict DENY = new Verdict.Deny(DEFAULT_STATUS, "");

  /**
   * What is to happen and who says so.
   *
   * @param verdict what
   * @param reasons who
   * @param alerts who is to be told
   * @param settled whether more knowledge changes nothing
   */
  record Answer(
      Verdict verdict, List<Reason> reasons, List<Decision.Alerted> alerts, boolean settled) {
    static final Answer UNRULED = new Answer(ALLOW, List.of(), List.of(), true);
  }

  boolean isEmpty() {
    return outbound.tiers().isEmpty() && inbound.tiers().isEmpty();
  }

  Needs needs() {
    return outbound.needs().max(inbound.needs());
  }

  Needs reach() {
    return outbound.reach().max(inbound.reach());
  }

  Answer answer(Known known) {
    if (isEmpty()) {
      return Answer.UNRULED;
    }
    SideOutcome out = SideOutcome.of(outbound, known);
    SideOutcome in = SideOutcome.of(inbound, known);
    boolean mayAllow = out.mayAllow && in.mayAllow;
    boolean settled = !mayAllow || !(out.mayDeny || in.mayDeny || out.mayAlter || in.mayAlter);
    return out.denies() || in.denies() ? denied(out, in, settled) : allowed(out, in, settled);
  }

  private static Answer denied(SideOutcome out, SideOutcome in, boolean settled) {
    List<Reason> reasons = new ArrayList<>(2);
    Verdict verdict = DENY;
    for (SideOutcome side : List.of(in, out)) {
      if (side.denial != null) {
        reasons.addFirst(side.denial.reason());
        if (side.denial.rule().response() instanceof Response.Deny deny) {
          verdict = new Verdict.Deny(deny.status(), deny.message());
        }
      }
    }
    reasons.addAll(out.defaults);
    reasons.addAll(in.defaults);
    return new Answer(verdict, reasons.stream().distinct().toList(), List.of(), settled);
  }

  private static Answer allowed(SideOutcome out, SideOutcome in, boolean settled) {
    List<Reason> reasons = new ArrayList<>(2);
    List<Verdict.Limited> limits = new ArrayList<>(0);
    List<Redaction> redactions = new ArrayList<>(0);
    List<Decision.Alerted> alerts = new ArrayList<>(0);
    for (SideOutcome side : List.of(out, in)) {
      if (side.permission != null) {
        reasons.add(side.permission.reason());
      }
      for (CompiledRule each : side.others) {
        switch (each.rule().response()) {
          case Response.Redact redact -> {
            redactions.add(redact.redaction());
            reasons.add(each.reason());
          }
          case Response.Throttle throttle -> {
            limits.add(new Verdict.Limited(each.reason(), throttle.limit()));
            reasons.add(each.reason());
          }
          case Response.Alert alert ->
              alerts.add(new Decision.Alerted(each.reason(), alert.severity()));
          case Response.Allow _, Response.Deny _ -> throw new AssertionError("settles");
        }
      }
    }
    Verdict verdict =
        !limits.isEmpty()
            ? new Verdict.Throttle(limits, redactions)
            : redactions.isEmpty() ? ALLOW : new Verdict.Redact(redactions);
    return new Answer(verdict, reasons, alerts, settled);
  }
}
