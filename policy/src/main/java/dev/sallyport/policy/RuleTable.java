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

  /** Status where a policy denies by default. */
  static final int DEFAULT_STATUS = 403;

  private static final Verdict ALLOW = new Verdict.Allow();
  private static final Verdict DENY = new Verdict.Deny(DEFAULT_STATUS, "");

  /**
   * What is to happen and who says so.
   *
   * @param verdict what
   * @param reasons who
   * @param alerts who is to be told
   */
  record Answer(Verdict verdict, List<Reason> reasons, List<Decision.Alerted> alerts) {}

  boolean isEmpty() {
    return outbound.isEmpty() && inbound.isEmpty();
  }

  /**
   * Returns how far what may change the outcome looks; no further than the ends once it is sure.
   */
  Needs needs() {
    Needs needs = outbound.needs().max(inbound.needs());
    boolean sure = settled(outbound.ask(Known.NOTHING), inbound.ask(Known.NOTHING));
    return sure && needs.compareTo(Needs.PARTIES) > 0 ? Needs.PARTIES : needs;
  }

  Needs reach() {
    return outbound.reach().max(inbound.reach());
  }

  /** Returns whether more knowledge changes neither whether it passes nor what is done to it. */
  static boolean settled(long out, long in) {
    boolean mayAllow = SideRules.mayAllow(out) && SideRules.mayAllow(in);
    boolean mayDeny = SideRules.mayDeny(out) || SideRules.mayDeny(in);
    return !mayAllow || !(mayDeny || SideRules.mayAlter(out) || SideRules.mayAlter(in));
  }

  /** Puts into words what both sides came to. */
  Answer answer(long out, long in, Known known) {
    return SideRules.denies(out) || SideRules.denies(in)
        ? denied(out, in)
        : allowed(out, in, known);
  }

  private Answer denied(long out, long in) {
    List<Reason> reasons = new ArrayList<>(2);
    List<Verdict> verdicts = new ArrayList<>(2);
    outbound.denial(out).ifPresent(each -> addDenial(each, reasons, verdicts));
    inbound.denial(in).ifPresent(each -> addDenial(each, reasons, verdicts));
    reasons.addAll(outbound.defaults(out));
    inbound.defaults(in).stream().filter(each -> !reasons.contains(each)).forEach(reasons::add);
    return new Answer(verdicts.isEmpty() ? DENY : verdicts.getFirst(), reasons, List.of());
  }

  private static void addDenial(CompiledRule rule, List<Reason> reasons, List<Verdict> verdicts) {
    reasons.add(rule.reason());
    if (rule.rule().response() instanceof Response.Deny deny) {
      verdicts.add(new Verdict.Deny(deny.status(), deny.message()));
    }
  }

  private Answer allowed(long out, long in, Known known) {
    List<Reason> reasons = new ArrayList<>(2);
    outbound.permission(out).ifPresent(each -> reasons.add(each.reason()));
    inbound.permission(in).ifPresent(each -> reasons.add(each.reason()));
    if (!SideRules.others(out) && !SideRules.others(in)) {
      return new Answer(ALLOW, reasons, List.of());
    }
    List<CompiledRule> others = new ArrayList<>();
    outbound.addOthers(out, known, others);
    inbound.addOthers(in, known, others);
    List<Verdict.Limited> limits = new ArrayList<>(0);
    List<Redaction> redactions = new ArrayList<>(0);
    List<Decision.Alerted> alerts = new ArrayList<>(0);
    for (CompiledRule each : others) {
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
    Verdict verdict =
        !limits.isEmpty()
            ? new Verdict.Throttle(limits, redactions)
            : redactions.isEmpty() ? ALLOW : new Verdict.Redact(redactions);
    return new Answer(verdict, reasons, alerts);
  }
}
