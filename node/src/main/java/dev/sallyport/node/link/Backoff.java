// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import java.util.function.DoubleSupplier;

/**
 * Pauses between attempts to connect: the mean doubles up to a bound, and each pause is drawn from
 * half to one and a half of it, so that the nodes of a cluster do not come back all at once. Not
 * thread-safe.
 */
final class Backoff {
  private final long millisMin;
  private final long millisMax;
  private final DoubleSupplier random;
  private long mean;

  Backoff(long millisMin, long millisMax, DoubleSupplier random) {
    this.millisMin = millisMin;
    this.millisMax = millisMax;
    this.random = random;
    this.mean = millisMin;
  }

  /** Returns the next pause in milliseconds. */
  long next() {
    long pause = (long) (mean * (0.5 + random.getAsDouble()));
    mean = Math.min(millisMax, mean * 2);
    return pause;
  }

  /** Starts over, after control has answered. */
  void reset() {
    mean = millisMin;
  }
}
