// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * All that a node needs to do its work, whole, versioned and immutable: it replaces the one before
 * in a single step. Policies and detector settings join it later.
 *
 * @param version rises with each change; 0 for {@link #EMPTY}
 * @param inventory what the cluster consists of
 */
public record Ruleset(long version, Inventory inventory) {
  /** Nothing known, nothing ruled. */
  public static final Ruleset EMPTY = new Ruleset(0, Inventory.EMPTY);

  public Ruleset {
    requireNonNull(inventory, "inventory");
  }
}
