// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

/**
 * How many bytes of one exchange may still be looked into, and whether all were. Confined to the
 * thread of the exchange.
 */
public final class ScanBudget {
  private long left;
  private long skipped;

  public ScanBudget(ScanLimits limits) {
    left = limits.bytesPerExchangeMax();
  }

  /** Returns how many of the next bytes to look into; counts the others as skipped. */
  public int grant(int bytes) {
    int granted = (int) Math.min(left, bytes);
    left -= granted;
    skipped += bytes - granted;
    return granted;
  }

  /** Returns the number of bytes that nobody looked into. */
  public long skippedBytes() {
    return skipped;
  }

  /** Returns whether every byte was looked into. If not, the exchange is not fully inspected. */
  public boolean fullyInspected() {
    return skipped == 0;
  }
}
