// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.NodeTally;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one node contributed.
 *
 * @param name name of the node
 * @param connected whether its link is up
 * @param lastWindowAt end of its latest window; null when none arrived
 * @param lagSeconds seconds from then to the moment of the blueprint; -1 when none arrived
 * @param lostShare share of exchanges of the latest window that were dropped uncounted, 0 to 1
 * @param missingSeconds seconds of windows missing between its first and its latest window
 * @param total what it saw and lost in all its windows
 */
public record NodeProvenance(
    String name,
    boolean connected,
    @Nullable Instant lastWindowAt,
    long lagSeconds,
    double lostShare,
    long missingSeconds,
    NodeTally total) {
  public NodeProvenance {
    requireNonNull(name, "name");
    requireNonNull(total, "total");
  }
}
