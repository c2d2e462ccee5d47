// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

/**
 * Looks again and again, less and less often, until there is nothing more to wait for. Confined to
 * its loop; at most one look is scheduled at a time.
 */
final class Ticker {
  private static final long FIRST_NANOS = 10_000_000L;
  private static final long LONGEST_NANOS = 250_000_000L;

  private final Loop loop;
  private final Runnable look;
  private long delayNanos = FIRST_NANOS;
  private boolean scheduled;

  Ticker(Loop loop, Runnable look) {
    this.loop = loop;
    this.look = look;
  }

  void again() {
    if (scheduled) {
      return;
    }
    scheduled = true;
    loop.after(delayNanos, this::tick);
    delayNanos = Math.min(delayNanos * 2, LONGEST_NANOS);
  }

  private void tick() {
    scheduled = false;
    look.run();
  }
}
