// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Effect;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;

/**
 * What becomes of an exchange. Nothing passes a gate without one, and none can be made without a
 * decision.
 */
public sealed interface Sentence {

  /** Returns what it is founded on. */
  Ruling ruling();

  /**
   * It passes.
   *
   * @param ruling what that is founded on
   * @param editing how it is changed on its way
   * @param answer whether its answer passes as well; else that waits for a sentence of its own
   */
  record Pass(Ruling ruling, Editing editing, boolean answer) implements Sentence {
    public Pass {
      requireNonNull(ruling, "ruling");
      requireNonNull(editing, "editing");
      if (ruling.decision().verdict() instanceof Verdict.Deny
          && ruling.effect() instanceof Effect.Applied) {
        throw new IllegalArgumentException("a ruling that denies lets nothing pass");
      }
    }
  }

  /**
   * It does not pass; when its request passed before, its answer does not.
   *
   * @param ruling what that is founded on
   * @param denial what the caller is told
   */
  record Refuse(Ruling ruling, Denial denial) implements Sentence {
    public Refuse {
      requireNonNull(ruling, "ruling");
      requireNonNull(denial, "denial");
    }
  }
}
