// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.RulesetCodec;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The messages that carry rules to nodes, each made once for all nodes that hold the same and lack
 * the same: in a large cluster making one takes milliseconds and megabytes. Safe for any thread;
 * whoever comes while a message is made waits for it.
 */
final class RulesetUpdates {
  /** Nodes that come one after the other need the whole, the others the newest step. */
  private static final int KEPT = 4;

  private final Deque<Step> steps = new ArrayDeque<>();

  private record Step(Ruleset held, Ruleset next, RulesetUpdate update) {
    boolean leads(Ruleset from, Ruleset to) {
      return same(held, from) && same(next, to);
    }

    private static boolean same(Ruleset one, Ruleset other) {
      return one.version() == other.version()
          && one.inventory().version() == other.inventory().version()
          && one.policies().size() == other.policies().size()
          && one.fingerprintKeys().equals(other.fingerprintKeys());
    }
  }

  /** Returns the message that turns {@code held} into {@code next}, as sent at {@code now}. */
  synchronized RulesetUpdate between(Ruleset held, Ruleset next, Instant now) {
    for (Step each : steps) {
      if (each.leads(held, next)) {
        return each.update().toBuilder().setSentAtEpochMillis(now.toEpochMilli()).build();
      }
    }
    RulesetUpdate update =
        held.version() == 0
            ? RulesetCodec.encode(next, now)
            : RulesetCodec.encodeChange(held, next, now);
    steps.addFirst(new Step(held, next, update));
    if (steps.size() > KEPT) {
      steps.removeLast();
    }
    return update;
  }
}
