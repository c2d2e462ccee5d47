// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

/**
 * Connections that were open before capture began: nothing of what goes over them is seen. {@link
 * #plus} commutes and associates, and {@link #NONE} is its zero.
 *
 * @param found how many were found, each once; they are part of the edge's exchanges
 * @param open how many of those found at any time were open at the end of the window. A state, not
 *     a count: each node says it in one place, and of two windows the larger is kept
 */
public record OldConnections(long found, long open) {
  /** No such connection. */
  public static final OldConnections NONE = new OldConnections(0, 0);

  public OldConnections {
    if (found < 0 || open < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** Returns what is known of both together. */
  public OldConnections plus(OldConnections other) {
    return other.equals(NONE)
        ? this
        : new OldConnections(Counting.add(found, other.found), Math.max(open, other.open));
  }
}
