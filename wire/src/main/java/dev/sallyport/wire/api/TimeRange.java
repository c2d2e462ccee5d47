// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param from its start
 * @param to its end
 */
public record TimeRange(Instant from, Instant to) {}
