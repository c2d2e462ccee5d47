// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The whole answer to the question what should happen to an exchange, from what is known of it.
 *
 * @param verdict what should happen, by the policies that act
 * @param reasons what made it; empty when no policy had anything to say
 * @param wouldBe what would happen if the policies that only observe acted as well; equal to {@code
 *     verdict} when there are none
 * @param wouldBeReasons what made that
 * @param alerts rules that want somebody to be told
 * @param settled whether nothing that can still become known of the exchange would change it
 */
public record Decision(
    Verdict verdict,
    List<Reason> reasons,
    Verdict wouldBe,
    List<Reason> wouldBeReasons,
    List<Alerted> alerts,
    boolean settled) {
  /** Nothing has anything to say. */
  public static final Decision UNRULED =
      new Decision(new Verdict.Allow(), List.of(), new Verdict.Allow(), List.of(), List.of(), true);

  /**
   * Somebody is to be told.
   *
   * @param reason the rule
   * @param severity how bad it is
   */
  public record Alerted(Reason reason, Severity severity) {
    public Alerted {
      requireNonNull(reason, "reason");
      requireNonNull(severity, "severity");
    }
  }

  public Decision {
    requireNonNull(verdict, "verdict");
    requireNonNull(wouldBe, "wouldBe");
    reasons = List.copyOf(reasons);
    wouldBeReasons = List.copyOf(wouldBeReasons);
    alerts = List.copyOf(alerts);
  }

  /**
   * Returns what is left where a lack of rules that allow does not count, as of {@link
   * SessionUpkeep}: what a rule denies stays denied.
   */
  public Decision withoutDefaultDenial() {
    boolean now = byDefault(verdict, reasons);
    boolean then = byDefault(wouldBe, wouldBeReasons);
    return now || then
        ? new Decision(
            now ? new Verdict.Allow() : verdict,
            now ? List.of() : reasons,
            then ? new Verdict.Allow() : wouldBe,
            then ? List.of() : wouldBeReasons,
            alerts,
            settled)
        : this;
  }

  private static boolean byDefault(Verdict verdict, List<Reason> reasons) {
    return verdict instanceof Verdict.Deny && reasons.stream().allMatch(Reason::byDefault);
  }
}
