// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import java.util.Arrays;

/** A set of port numbers 1 to 65,535; an immutable value with the algebra of sets. */
public final class PortSet {
  /** The lowest port. */
  public static final int MIN = 1;

  /** The highest port. */
  public static final int MAX = 65_535;

  /** No port. */
  public static final PortSet NONE = new PortSet(new int[0]);

  /** Every port. */
  public static final PortSet ALL = new PortSet(new int[] {MIN, MAX});

  /** Pairs of first and last port: ascending, apart by at least one port. */
  private final int[] bounds;

  private PortSet(int[] bounds) {
    this.bounds = bounds;
  }

  /** Returns one port. */
  public static PortSet of(int port) {
    return range(port, port);
  }

  /**
   * Returns the ports of a range, both ends included.
   *
   * @throws IllegalArgumentException when an end is no port or the range is upside down
   */
  public static PortSet range(int first, int last) {
    if (first < MIN || last > MAX || first > last) {
      throw new IllegalArgumentException(
          "expected 1 <= first <= last <= 65535, got " + first + "-" + last);
    }
    return first == MIN && last == MAX ? ALL : new PortSet(new int[] {first, last});
  }

  /** Returns whether no port is in it. */
  public boolean isNone() {
    return bounds.length == 0;
  }

  /** Returns whether every port is in it. */
  public boolean isAll() {
    return bounds.length == 2 && bounds[0] == MIN && bounds[1] == MAX;
  }

  /** Returns whether the port is in it. */
  public boolean contains(int port) {
    for (int i = 0; i < bounds.length; i += 2) {
      if (port >= bounds[i] && port <= bounds[i + 1]) {
        return true;
      }
    }
    return false;
  }

  /** Returns the ports in either. */
  public PortSet union(PortSet other) {
    if (other.isNone() || isAll()) {
      return this;
    }
    if (isNone() || other.isAll()) {
      return other;
    }
    return combine(other, (here, there) -> here || there);
  }

  /** Returns the ports in both. */
  public PortSet intersect(PortSet other) {
    if (isNone() || other.isAll()) {
      return this;
    }
    if (other.isNone() || isAll()) {
      return other;
    }
    return combine(other, (here, there) -> here && there);
  }

  /** Returns the ports that are in this one only. */
  public PortSet minus(PortSet other) {
    if (isNone() || other.isNone()) {
      return this;
    }
    if (other.isAll()) {
      return NONE;
    }
    return combine(other, (here, there) -> here && !there);
  }

  /** Whether a port is in the result, by whether it is in this set and in the other. */
  private interface Membership {
    boolean of(boolean here, boolean there);
  }

  /** Walks the ends of both sets' ranges once, in order. */
  private PortSet combine(PortSet other, Membership membership) {
    int[] ends = new int[bounds.length + other.bounds.length];
    int length = 0;
    int mine = 0;
    int theirs = 0;
    boolean inside = false;
    while (mine < bounds.length || theirs < other.bounds.length) {
      int at = Math.min(edge(bounds, mine), edge(other.bounds, theirs));
      if (edge(bounds, mine) == at) {
        mine++;
      }
      if (edge(other.bounds, theirs) == at) {
        theirs++;
      }
      // An odd number of edges behind us means that we stand inside a range.
      boolean now = membership.of((mine & 1) == 1, (theirs & 1) == 1);
      if (now != inside) {
        ends[length++] = now ? at : at - 1;
        inside = now;
      }
    }
    return length == 0 ? NONE : new PortSet(Arrays.copyOf(ends, length));
  }

  /** Returns where a range begins, or the port behind its end. */
  private static int edge(int[] bounds, int index) {
    if (index >= bounds.length) {
      return Integer.MAX_VALUE;
    }
    return (index & 1) == 0 ? bounds[index] : bounds[index] + 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PortSet it && Arrays.equals(bounds, it.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  /** Returns the ports as <code>80,443,8000-8080</code>; empty text for none. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bounds.length; i += 2) {
      text.append(i == 0 ? "" : ",").append(bounds[i]);
      if (bounds[i + 1] > bounds[i]) {
        text.append('-').append(bounds[i + 1]);
      }
    }
    return text.toString();
  }
}
