// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

/**
 * Holds detectors to a share of their event loop's time. What they may take comes back as time
 * passes, so that under a steady load looking and carrying take turns after each look, and not
 * after half a second. Confined to the loop.
 */
final class TimeShare {
  /**
   * What is not taken is kept for so long, for the rare message that takes long to be looked at;
   * and what a long look took too much is owed for twice as long, but not for ever.
   */
  private static final long KEPT_NANOS = 1_000_000_000;

  private final double share;
  private final double mostNanos;
  private double leftNanos;
  private long filledAt;
  private boolean begun;

  TimeShare(double share) {
    this.share = share;
    this.mostNanos = share * KEPT_NANOS;
    this.leftNanos = mostNanos;
  }

  /** Returns whether there is time left at that moment. */
  boolean isLeft(long nowNanos) {
    if (begun) {
      leftNanos = Math.min(mostNanos, leftNanos + share * (nowNanos - filledAt));
    }
    begun = true;
    filledAt = nowNanos;
    return leftNanos > 0;
  }

  void spent(long nanos) {
    leftNanos = Math.max(-mostNanos, leftNanos - nanos);
  }
}
