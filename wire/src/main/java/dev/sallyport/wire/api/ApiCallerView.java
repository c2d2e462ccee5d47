// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;

/**
 * Who calls an operation.
 *
 * @param party id of the caller
 * @param name its readable name
 * @param exchanges calls since first seen
 * @param errors of them, failed
 * @param lastSeen end of the latest call
 */
public record ApiCallerView(
    String party, String name, long exchanges, long errors, Instant lastSeen) {}
