// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

/**
 * Bounds of what a node keeps for control.
 *
 * @param handoffMax finished windows that may wait for the link's thread, default 64; beyond it a
 *     window is dropped and counted. Prevents that a stalled disk fills the memory
 * @param memoryBytesMax bytes of summaries in memory, default 4 MiB
 * @param spoolBytesMax bytes of summaries on disk, default 64 MiB: ten minutes of a very busy node
 *     many times over. Prevents that an outage fills the node's disk
 * @param entryBytesMax size up to which windows are joined into longer ones, default 4 MiB; keeps
 *     each of them far below the largest message of the link
 * @param joinedSecondsMax longest window that joining makes, default 3,600 seconds
 * @param unacknowledgedMax batches sent and not yet acknowledged, default 4: control slows the node
 *     down by acknowledging late
 * @param acknowledgeSeconds seconds after which a batch without acknowledgement makes the node
 *     connect anew, default 30
 * @param reconnectMillisMin shortest mean pause before connecting anew, default 250
 * @param reconnectMillisMax longest mean pause before connecting anew, default 10,000
 */
public record LinkOutboxLimits(
    int handoffMax,
    long memoryBytesMax,
    long spoolBytesMax,
    int entryBytesMax,
    int joinedSecondsMax,
    int unacknowledgedMax,
    int acknowledgeSeconds,
    int reconnectMillisMin,
    int reconnectMillisMax) {
  /** The defaults. */
  public static final LinkOutboxLimits DEFAULT =
      new LinkOutboxLimits(64, 4L << 20, 64L << 20, 4 << 20, 3600, 4, 30, 250, 10_000);
}
