// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

/** Holds detectors to a share of their event loop's time. Confined to the loop. */
final class TimeShare {
  private static final long SPAN_NANOS = 1_000_000_000;

  private final long mostNanos;
  private long spanStartedAt;
  private long spentNanos;

  TimeShare(double share) {
    this.mostNanos = (long) (share * SPAN_NANOS);
  }

  /** Returns whether there is time left at that moment. */
  boolean isLeft(long nowNanos) {
    if (nowNanos - spanStartedAt >= SPAN_NANOS) {
      // What one long look took beyond the span is owed by the next ones.
      long spans = (nowNanos - spanStartedAt) / SPAN_NANOS;
      spentNanos = spans > 1 ? 0 : Math.max(0, Math.min(spentNanos, 2 * mostNanos) - mostNanos);
      spanStartedAt = nowNanos;
    }
    return spentNanos < mostNanos;
  }

  void spent(long nanos) {
    spentNanos += nanos;
  }
}
