// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Decision;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Response;
import dev.sallyport.model.Side;
import dev.sallyport.model.Verdict;
import java.util.List;

/**
 * Why an exchange may pass or not: every rule that was looked at, in the order in which tiers are
 * asked. Made for people; a data plane has no use for it.
 *
 * @param decision what is decided
 * @param upkeep whether a default denies it, or would, and that does not count since it only keeps
 *     a session going
 * @param tiers what each tier of each end said; of ends without policies none
 */
public record Explanation(Decision decision, boolean upkeep, List<Asked> tiers) {
  public Explanation {
    requireNonNull(decision, "decision");
    tiers = List.copyOf(tiers);
  }

  /** What a tier came to. */
  public enum Outcome {
    /** A rule denies. */
    DENIES,
    /** A rule allows. */
    ALLOWS,
    /** Nothing allows, and a policy denies by default. */
    DENIES_BY_DEFAULT,
    /** It says nothing, so that the next tier is asked. */
    SILENT,
    /** A tier above settled it. */
    NOT_ASKED
  }

  /** Whether a rule applies. */
  public enum Applies {
    YES,
    NO,
    /** That depends on what is not known yet. */
    OPEN
  }

  /**
   * One tier of the policies of one end, those that act only.
   *
   * @param side {@link Side#OUTBOUND} for policies of who calls, {@link Side#INBOUND} for those of
   *     who is called
   * @param tier who speaks
   * @param outcome what it came to
   * @param rules rules of that side, also those of policies that only observe
   * @param defaults policies that deny what nothing allows, as far as they act
   */
  public record Asked(
      Side side, PolicyTier tier, Outcome outcome, List<Judged> rules, List<Reason> defaults) {
    public Asked {
      requireNonNull(side, "side");
      requireNonNull(tier, "tier");
      requireNonNull(outcome, "outcome");
      rules = List.copyOf(rules);
      defaults = List.copyOf(defaults);
    }
  }

  /**
   * A rule that was looked at.
   *
   * @param reason which
   * @param response what it wants
   * @param acts whether its policy acts here, rather than only observing
   * @param applies whether it applies
   * @param because what made it not apply, or what has to be known first; empty when it applies
   * @param decides whether it is among what made the decision
   */
  public record Judged(
      Reason reason,
      Response response,
      boolean acts,
      Applies applies,
      String because,
      boolean decides) {
    public Judged {
      requireNonNull(reason, "reason");
      requireNonNull(response, "response");
      requireNonNull(applies, "applies");
      requireNonNull(because, "because");
    }
  }

  /** Returns one sentence that answers whether it may pass, and why. */
  public String answer() {
    String by = String.join(", ", decision.reasons().stream().map(Reason::toString).toList());
    String now =
        switch (decision.verdict()) {
          case Verdict.Allow _ ->
              !by.isEmpty()
                  ? "allowed by " + by
                  : upkeep
                      ? "allowed: it only keeps the session going, which no default denies"
                      : "allowed: no policy denies it";
          case Verdict.Redact _ -> "allowed with values replaced, by " + by;
          case Verdict.Throttle _ -> "allowed within limits, by " + by;
          case Verdict.Deny _ -> "denied by " + by;
        };
    String open = decision.settled() ? "" : "; not settled before more of it is known";
    if (decision.wouldBe().equals(decision.verdict())) {
      return now + open;
    }
    String others =
        String.join(", ", decision.wouldBeReasons().stream().map(Reason::toString).toList());
    String then =
        decision.wouldBe() instanceof Verdict.Deny ? "denied by " : "allowed otherwise by ";
    return now + open + "; if what only observes acted as well, " + then + others;
  }
}
