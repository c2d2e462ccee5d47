// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again, less and less often, until there is nothing more to wait for. Confined to
 * its loop; at most one look is scheduled at a time. Counts among those that wait from the first
 * time it has to until it is told that the wait is over.
 */
final class Ticker {
  private static final long FIRST_NANOS = 10_000_000L;
  private static final long LONGEST_NANOS = 250_000_000L;

  private final Loop loop;
  private @Nullable Runnable look;
  private final AtomicInteger waiting;
  private long delayNanos = FIRST_NANOS;
  private boolean scheduled;
  private boolean counted;

  Ticker(Loop loop, AtomicInteger waiting, Runnable look) {
    this.loop = loop;
    this.waiting = waiting;
    this.look = look;
  }

  void again() {
    if (scheduled) {
      return;
    }
    scheduled = true;
    if (!counted) {
      counted = true;
      waiting.incrementAndGet();
    }
    loop.after(delayNanos, this::tick);
    delayNanos = Math.min(delayNanos * 2, LONGEST_NANOS);
  }

  /** There is nothing to wait for. A look that is scheduled lets go of what it would look at. */
  void over() {
    look = null;
    if (counted) {
      counted = false;
      waiting.decrementAndGet();
    }
  }

  private void tick() {
    scheduled = false;
    if (look != null) {
      look.run();
    }
  }
}
