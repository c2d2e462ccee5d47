// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Effect;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Verdict;
import java.util.Comparator;

/**
 * What rulings on one edge are counted by.
 *
 * @param reason the rule, or the default of a policy, that made the verdict; {@link #OTHERS} for
 *     those that a bound did not tell apart, {@link #NOBODY} where no policy had anything to say
 * @param says what it made of the exchange
 * @param done what the node did about it
 * @param wouldBe whether it is only what would have happened if the policies that observe had acted
 */
public record RulingKey(Reason reason, Says says, Done done, boolean wouldBe)
    implements Comparable<RulingKey> {
  /** Stands for all rules beyond a bound. */
  public static final Reason OTHERS = new Reason(new PolicyId("", "others"), 0, "others");

  /** Stands for no rule: an exchange that could not be checked at all. */
  public static final Reason NOBODY = new Reason(new PolicyId("", "none"), 0, "");

  private static final Comparator<RulingKey> ORDER =
      Comparator.comparing((RulingKey key) -> key.reason().policy())
          .thenComparingLong(key -> key.reason().version())
          .thenComparing(key -> key.reason().rule())
          .thenComparing(RulingKey::says)
          .thenComparing(RulingKey::done)
          .thenComparing(RulingKey::wouldBe);

  /** Kinds of verdicts, and the alert that goes with any of them. */
  public enum Says {
    ALLOW,
    REDACT,
    THROTTLE,
    DENY,
    /** Somebody is to be told. */
    ALERT;

    /** Returns the kind of a verdict. */
    public static Says of(Verdict verdict) {
      return switch (verdict) {
        case Verdict.Allow _ -> ALLOW;
        case Verdict.Redact _ -> REDACT;
        case Verdict.Throttle _ -> THROTTLE;
        case Verdict.Deny _ -> DENY;
      };
    }
  }

  /** Kinds of effects. */
  public enum Done {
    APPLIED,
    OBSERVED,
    FAILED_OPEN,
    FAILED_CLOSED;

    /** Returns the kind of an effect. */
    public static Done of(Effect effect) {
      return switch (effect) {
        case Effect.Applied _ -> APPLIED;
        case Effect.Observed _ -> OBSERVED;
        case Effect.FailedOpen _ -> FAILED_OPEN;
        case Effect.FailedClosed _ -> FAILED_CLOSED;
      };
    }
  }

  public RulingKey {
    requireNonNull(reason, "reason");
    requireNonNull(says, "says");
    requireNonNull(done, "done");
  }

  /** Returns the key under which those count that are not told apart by their rule. */
  public RulingKey folded() {
    return new RulingKey(OTHERS, says, done, wouldBe);
  }

  @Override
  public int compareTo(RulingKey other) {
    return ORDER.compare(this, other);
  }
}
