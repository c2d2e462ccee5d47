// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What one object of the cluster says about the traffic of some workloads.
 *
 * @param id its name
 * @param version rises with each change of what it says
 * @param tier who speaks
 * @param protects whose traffic
 * @param rules sentences, in the order written; the order means nothing
 * @param denyInbound whether what others send to them is denied unless something allows it
 * @param denyOutbound whether what they send is denied unless something allows it
 * @param mode whether it acts
 * @param enforcedPercent share of the pods of each protected workload on which it acts when its
 *     mode is {@link Mode#ENFORCE}, 0 to 100; on the others it only says what it would do
 * @param onFailure what happens where it cannot be checked in time
 * @param budget longest time that an exchange may wait for this policy
 */
public record Policy(
    PolicyId id,
    long version,
    PolicyTier tier,
    Selector protects,
    List<Rule> rules,
    boolean denyInbound,
    boolean denyOutbound,
    Mode mode,
    int enforcedPercent,
    OnFailure onFailure,
    Duration budget) {
  /**
   * Stands for none given: longer than any wait of a node, so that the node's own bounds hold, and
   * than any that may be given.
   */
  public static final Duration DEFAULT_BUDGET = Duration.ofSeconds(10);

  public Policy {
    requireNonNull(id, "id");
    requireNonNull(tier, "tier");
    requireNonNull(protects, "protects");
    rules = List.copyOf(rules);
    requireNonNull(mode, "mode");
    requireNonNull(onFailure, "onFailure");
    requireNonNull(budget, "budget");
    if (enforcedPercent < 0 || enforcedPercent > 100) {
      throw new IllegalArgumentException(
          "enforcedPercent: " + enforcedPercent + " (expected: 0 to 100)");
    }
  }

  /** Returns whether it denies on that side what nothing allows. */
  public boolean deniesByDefault(Side side) {
    return side == Side.INBOUND ? denyInbound : denyOutbound;
  }
}
