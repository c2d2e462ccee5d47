// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import static java.util.Objects.requireNonNull;

/**
 * A part of a message that was not understood.
 *
 * @param at where, for example {@code summaries[3].edges[17].source}
 * @param why value and expectation, never payload
 */
public record Problem(String at, String why) {
  public Problem {
    requireNonNull(at, "at");
    requireNonNull(why, "why");
  }

  @Override
  public String toString() {
    return at + ": " + why;
  }
}
