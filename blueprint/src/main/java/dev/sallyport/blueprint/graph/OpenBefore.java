// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Connections that were open before capture began.
 *
 * @param found how many were found by the node programs that run now
 * @param open how many of them are open still
 * @param since when the first of them was found; the epoch where there was none
 */
public record OpenBefore(long found, long open, Instant since) {
  /** No such connection. */
  public static final OpenBefore NONE = new OpenBefore(0, 0, Instant.EPOCH);

  public OpenBefore {
    requireNonNull(since, "since");
  }
}
