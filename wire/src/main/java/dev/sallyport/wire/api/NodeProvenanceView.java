// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one node contributed to a blueprint.
 *
 * @param name name of the node
 * @param lastWindowAt end of its latest window; absent when none arrived
 * @param lagSeconds seconds since then; absent when none arrived
 * @param lostShare share of exchanges of the latest window that were lost, 0 to 1
 * @param connected whether its link is up
 */
public record NodeProvenanceView(
    String name,
    @Nullable Instant lastWindowAt,
    @Nullable Double lagSeconds,
    double lostShare,
    boolean connected) {}
