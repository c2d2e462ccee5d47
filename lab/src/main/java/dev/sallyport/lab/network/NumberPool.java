// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.util.BitSet;

/**
 * Numbers given out lowest first and taken back at once, so that freed addresses are reused
 * immediately. Thread-safe.
 */
public final class NumberPool {
  private final int first;
  private final int last;
  private final BitSet used = new BitSet();

  /** Builds a pool of the numbers from first to last. */
  public NumberPool(int first, int last) {
    this.first = first;
    this.last = last;
  }

  /** Takes the lowest free number; throws {@link LabFailure} when none is left. */
  public synchronized int take() {
    int number = used.nextClearBit(first);
    if (number > last) {
      throw new LabFailure("no free number between " + first + " and " + last);
    }
    used.set(number);
    return number;
  }

  /** Marks a number as used; returns false when it already was. */
  public synchronized boolean reserve(int number) {
    boolean free = !used.get(number);
    used.set(number);
    return free;
  }

  /** Gives a number back. */
  public synchronized void free(int number) {
    used.clear(number);
  }
}
