// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds of the control program.
 *
 * @param ledgerKept how long the ledger remembers who held an address after the end; 10 minutes.
 *     Longer than any node may lag behind, so that late reports still find the right pod
 * @param ledgerIntervalsPerAddressMax intervals kept per address; 64. Prevents growth where pods
 *     are restarted in a loop on one address
 * @param endedWorkloadsMax workloads remembered after Kubernetes forgot them; 1,000. Prevents
 *     growth where Jobs with fresh names are created for ever
 * @param gonePodsMax pods told to nodes after Kubernetes forgot them; 2,000. Prevents growth where
 *     pods come and go faster than the ledger forgets
 * @param inventoryDebounce how long changes of the cluster are gathered before nodes are told; 60
 *     ms. Prevents a flood of versions while a Deployment rolls
 */
public record ControlLimits(
    Duration ledgerKept,
    int ledgerIntervalsPerAddressMax,
    int endedWorkloadsMax,
    int gonePodsMax,
    Duration inventoryDebounce) {
  /** The limits used when nothing else is set. */
  public static final ControlLimits DEFAULT =
      new ControlLimits(Duration.ofMinutes(10), 64, 1_000, 2_000, Duration.ofMillis(60));

  public ControlLimits {
    requireNonNull(ledgerKept, "ledgerKept");
  }
}
