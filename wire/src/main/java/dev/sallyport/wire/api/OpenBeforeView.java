// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;

/**
 * Connections that were open before capture began.
 *
 * @param found how many were found by the node programs that run now
 * @param open how many of them are open still; what goes over them is not seen
 * @param since when the first of them was found
 */
public record OpenBeforeView(long found, long open, Instant since) {}
