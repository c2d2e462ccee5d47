// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;

/**
 * One API in short.
 *
 * @param party id of the party that serves it
 * @param name its readable name
 * @param operations number of operations
 * @param callers number of parties that call it
 * @param exchanges calls since first seen
 * @param open operations that accept calls without credentials, and were called with none
 * @param mixed operations that accept calls with credentials and without
 * @param strayExchanges calls of paths that do not exist
 * @param firstSeen start of the first call
 * @param lastSeen end of the latest call
 */
public record ApiSummaryView(
    String party,
    String name,
    int operations,
    int callers,
    long exchanges,
    int open,
    int mixed,
    long strayExchanges,
    Instant firstSeen,
    Instant lastSeen) {}
