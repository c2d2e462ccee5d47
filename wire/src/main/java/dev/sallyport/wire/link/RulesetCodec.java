// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import java.time.Instant;

/** Converts rulesets to and from their wire form, whole or as the difference to one held before. */
public final class RulesetCodec {
  private RulesetCodec() {}

  /** Returns the update that carries the ruleset whole. */
  public static RulesetUpdate encode(Ruleset ruleset, Instant sentAt) {
    throw new UnsupportedOperationException("not built yet " + ruleset + sentAt);
  }

  /** Returns the update that turns {@code held} into {@code next}. */
  public static RulesetUpdate encodeChange(Ruleset held, Ruleset next, Instant sentAt) {
    throw new UnsupportedOperationException("not built yet " + held + next + sentAt);
  }

  /**
   * Returns the ruleset that holds after the update. An update that cannot be applied to {@code
   * held} gives {@code held} and a problem. Safe on hostile input.
   */
  public static Decoded<Ruleset> apply(Ruleset held, RulesetUpdate update) {
    throw new UnsupportedOperationException("not built yet " + held + update);
  }
}
