// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What could be understood of a message, and what could not.
 *
 * @param value what was understood
 * @param problems one per part that was not, at most {@value #PROBLEMS_MAX}; empty when all was
 */
public record Decoded<T>(T value, List<Problem> problems) {
  /** Most problems that are named; a hostile message could hold millions. */
  public static final int PROBLEMS_MAX = 32;

  public Decoded {
    requireNonNull(value, "value");
    problems = List.copyOf(problems.subList(0, Math.min(PROBLEMS_MAX, problems.size())));
  }

  /** Returns whether all was understood. */
  public boolean clean() {
    return problems.isEmpty();
  }
}
