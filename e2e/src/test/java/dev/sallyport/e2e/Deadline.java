// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A moment until which something is to last.
 *
 * @param atNanos monotonic time
 */
record Deadline(long atNanos) {
  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - atNanos >= 0;
  }

  /** Lets time pass: the length of an outage is what is tested. */
  void await() {
    while (!passed()) {
      LockSupport.parkNanos(atNanos - System.nanoTime());
    }
  }
}
