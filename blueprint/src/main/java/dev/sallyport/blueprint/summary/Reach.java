// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

/**
 * What is known of the connections of an edge, beside what was said on them.
 *
 * @param ports ports that were dialled
 * @param attempts attempts that reached nobody; they are part of the edge's exchanges and failures
 * @param old connections that were open before capture began
 */
public record Reach(DialledPorts ports, Attempts attempts, OldConnections old) {
  /** Nothing known. */
  public static final Reach NONE = new Reach(DialledPorts.NONE, Attempts.NONE, OldConnections.NONE);

  public Reach {
    requireNonNull(ports, "ports");
    requireNonNull(attempts, "attempts");
    requireNonNull(old, "old");
  }

  /** Makes what is known where no connection was open before capture began. */
  public Reach(DialledPorts ports, Attempts attempts) {
    this(ports, attempts, OldConnections.NONE);
  }

  /** Returns whether nothing is known. */
  public boolean isNone() {
    return ports.isNone() && attempts.equals(Attempts.NONE) && old.equals(OldConnections.NONE);
  }

  /** Returns what is known of both together. */
  public Reach plus(Reach other) {
    if (other == NONE) {
      return this;
    }
    DialledPorts dialled = ports.plus(other.ports);
    Attempts missed = attempts.plus(other.attempts);
    OldConnections before = old.plus(other.old);
    return dialled == ports && missed == attempts && before == old
        ? this
        : new Reach(dialled, missed, before);
  }
}
