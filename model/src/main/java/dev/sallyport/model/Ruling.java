// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A decision about one exchange and what came of it.
 *
 * @param id number of the decision, unique in one life of a node; shown to whoever was denied
 * @param decision what should happen
 * @param effect what happened
 */
public record Ruling(long id, Decision decision, Effect effect) {
  public Ruling {
    requireNonNull(decision, "decision");
    requireNonNull(effect, "effect");
  }
}
