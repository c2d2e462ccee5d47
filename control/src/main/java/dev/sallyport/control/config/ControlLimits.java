// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

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
 * @param nodesMax nodes whose programs may have connected; 10,000. Prevents growth by clients that
 *     make up names; further ones are refused until Kubernetes lets old ones be forgotten
 * @param linkMessageBytesMax largest message taken from a node; 16 MiB. Prevents one message from
 *     filling the memory
 * @param rulesLargeBytes rules of at least that many bytes go to few nodes at a time; 256 KiB
 * @param rulesLargeAtOnce nodes that are sent large rules at once; 8. Prevents the rules of a large
 *     cluster, on their way to all nodes after a start, from filling the memory; the others wait
 *     their turn, which is counted
 * @param journalFileBytesMax bytes of one journal file; 16 MiB. Bounds what one transaction of the
 *     database carries
 * @param journalFilesMax journal files; 64, so 1 GiB in all. Prevents a full disk while the
 *     database is away; the oldest are given up and counted
 * @param journalMemoryBytesMax bytes of summaries held in memory while the disk refuses; 64 MiB.
 *     The oldest are given up and counted
 * @param streamsMax live streams of the API at once; 256. Prevents viewers that never leave from
 *     using up memory
 * @param requestBytesMax bytes of a request to the API; 64 KiB. The API only reads
 * @param windowsFine how long windows are kept as nodes sent them; 15 minutes
 * @param windowsMinutes how long windows of a minute are kept; 2 hours
 * @param windowsHours how long windows of an hour are kept; 7 days. These three bound what is read
 *     at start
 * @param windowsKept how long windows of a day are kept; 30 days. Older traffic is forgotten at the
 *     next start
 * @param ledgerHours how long the ledger tells hours apart, and then days; 7 days
 * @param ledgerDays how long the ledger keeps counts; 90 days. When an edge was first and last seen
 *     is kept for ever
 * @param ledgerEdgesMax edges that the ledger tells apart; 100,000. Beyond it operations of a pair
 *     count together, which is counted and said; none is left out for being rare
 */
public record ControlLimits(
    Duration ledgerKept,
    int ledgerIntervalsPerAddressMax,
    int endedWorkloadsMax,
    int gonePodsMax,
    Duration inventoryDebounce,
    int nodesMax,
    int linkMessageBytesMax,
    int rulesLargeBytes,
    int rulesLargeAtOnce,
    long journalFileBytesMax,
    int journalFilesMax,
    long journalMemoryBytesMax,
    int streamsMax,
    long requestBytesMax,
    Duration windowsFine,
    Duration windowsMinutes,
    Duration windowsHours,
    Duration windowsKept,
    Duration ledgerHours,
    Duration ledgerDays,
    int ledgerEdgesMax) {
  /** The limits used when nothing else is set. */
  public static final ControlLimits DEFAULT =
      new ControlLimits(
          Duration.ofMinutes(10),
          64,
          1_000,
          2_000,
          Duration.ofMillis(60),
          10_000,
          16 << 20,
          256 << 10,
          8,
          16 << 20,
          64,
          64 << 20,
          256,
          64 << 10,
          Duration.ofMinutes(15),
          Duration.ofHours(2),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofDays(7),
          Duration.ofDays(90),
          100_000);

  public ControlLimits {
    requireNonNull(ledgerKept, "ledgerKept");
    requireNonNull(inventoryDebounce, "inventoryDebounce");
    requireNonNull(windowsFine, "windowsFine");
    requireNonNull(windowsMinutes, "windowsMinutes");
    requireNonNull(windowsHours, "windowsHours");
    requireNonNull(windowsKept, "windowsKept");
    requireNonNull(ledgerHours, "ledgerHours");
    requireNonNull(ledgerDays, "ledgerDays");
  }
}
