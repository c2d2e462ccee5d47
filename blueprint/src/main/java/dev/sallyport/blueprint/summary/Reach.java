// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

/**
 * What is known of the connections of an edge, beside what was said on them.
 *
 * @param ports ports that were dialled
 * @param attempts attempts that reached nobody; they are part of the edge's exchanges and failures
 */
public record Reach(DialledPorts ports, Attempts attempts) {
  /** Nothing known. */
  public static final Reach NONE = new Reach(DialledPorts.NONE, Attempts.NONE);

  public Reach {
    requireNonNull(ports, "ports");
    requireNonNull(attempts, "attempts");
  }

  /** Returns whether nothing is known. */
  public boolean isNone() {
    return ports.isNone() && attempts.equals(Attempts.NONE);
  }

  /** Returns what is known of both together. */
  public Reach plus(Reach other) {
    if (other == NONE) {
      return this;
    }
    DialledPorts dialled = ports.plus(other.ports);
    Attempts missed = attempts.plus(other.attempts);
    return dialled == ports && missed == attempts ? this : new Reach(dialled, missed);
  }
}
