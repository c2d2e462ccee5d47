// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

/**
 * How the link is, for metrics and health. A snapshot; counts are since the program started.
 *
 * @param connected whether control has welcomed this node on the present stream
 * @param waiting summaries not yet acknowledged
 * @param waitingBytes their bytes, in memory and on disk
 * @param spoolBytes of them, on disk
 * @param summaryBytesSent bytes of summaries sent, again when sent again
 * @param acknowledged summaries acknowledged
 * @param exchangesDropped exchanges in summaries that had to be dropped
 * @param windowsJoined windows joined into longer ones for want of room
 * @param spoolFailures reads and writes of the disk that failed
 * @param connects attempts to connect
 * @param rulesetVersion version of the rules held; 0 for none
 * @param rulesetAgeSeconds seconds since control last confirmed them; -1 for none
 */
public record LinkState(
    boolean connected,
    int waiting,
    long waitingBytes,
    long spoolBytes,
    long summaryBytesSent,
    long acknowledged,
    long exchangesDropped,
    long windowsJoined,
    long spoolFailures,
    long connects,
    long rulesetVersion,
    long rulesetAgeSeconds) {}
