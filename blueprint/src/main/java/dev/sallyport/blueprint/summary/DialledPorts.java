// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The ports that were dialled, the lowest few of them: keeping those is what lets {@link #plus}
 * commute, associate and stay bounded.
 *
 * @param ports ports, 1 to 65535, at most {@value #MOST}
 */
public record DialledPorts(SortedSet<Integer> ports) {
  /** Most ports that are told apart; an edge mostly has one. */
  public static final int MOST = 8;

  /** No port. */
  public static final DialledPorts NONE = new DialledPorts(Collections.emptySortedSet());

  public DialledPorts {
    TreeSet<Integer> kept = new TreeSet<>(ports);
    if (!kept.isEmpty() && (kept.first() < 1 || kept.last() > 65535)) {
      throw new IllegalArgumentException("ports: " + kept + " (expected: 1 to 65535)");
    }
    while (kept.size() > MOST) {
      kept.pollLast();
    }
    ports = Collections.unmodifiableSortedSet(kept);
  }

  /** Returns these ports, or the lowest of them. */
  public static DialledPorts of(Collection<Integer> ports) {
    return ports.isEmpty() ? NONE : new DialledPorts(new TreeSet<>(ports));
  }

  /** Returns whether there is none. */
  public boolean isNone() {
    return ports.isEmpty();
  }

  /** Returns the ports of both. */
  public DialledPorts plus(DialledPorts other) {
    if (ports.containsAll(other.ports)) {
      return this;
    }
    TreeSet<Integer> both = new TreeSet<>(ports);
    both.addAll(other.ports);
    return new DialledPorts(both);
  }
}
