// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import java.util.Set;

/**
 * A condition made ready to be asked. What cannot be read in one way only is held against the
 * intention: a test that protects holds when any reading does, one that permits only when all do.
 */
interface Test {
  /** No port, but all of them. */
  int EVERY_PORT = -1;

  /** Returns whether it holds, from what is known. */
  Truth of(Known known);

  /** Returns the same with all that the ends of a connection say folded away. */
  default Test bind(Ends ends) {
    return this;
  }

  /** Returns how far it looks. */
  Needs needs();

  /** Adds the ports that it tells from others; {@link #EVERY_PORT} when it may tell any. */
  default void addPorts(Set<Integer> into) {}
}
