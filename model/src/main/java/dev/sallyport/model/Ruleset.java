// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * All that a node needs to do its work, whole, versioned and immutable: it replaces the one before
 * in a single step.
 *
 * @param version rises with each change; 0 for {@link #EMPTY}
 * @param inventory what the cluster consists of
 * @param policies what may and may not happen, by name
 * @param fingerprintKeys keys under which values are turned into fingerprints: the one in use, the
 *     one before and perhaps the next; empty when control has none
 */
public record Ruleset(
    long version,
    Inventory inventory,
    List<Policy> policies,
    List<FingerprintKey> fingerprintKeys) {
  /** Nothing known, nothing ruled. */
  public static final Ruleset EMPTY = new Ruleset(0, Inventory.EMPTY);

  public Ruleset {
    requireNonNull(inventory, "inventory");
    policies = List.copyOf(policies);
    fingerprintKeys = List.copyOf(fingerprintKeys);
  }

  /** Makes a ruleset without policies and fingerprint keys. */
  public Ruleset(long version, Inventory inventory) {
    this(version, inventory, List.of(), List.of());
  }

  /** Returns the same without what must never be written to a disk. */
  public Ruleset withoutSecrets() {
    return new Ruleset(version, inventory, policies, List.of());
  }
}
