// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Pauses that grow while failures follow each other, with jitter so that nodes do not march. One
 * thread pauses; any other may cut its pause short.
 */
final class BackOff {
  private static final int DOUBLINGS_MAX = 16;

  private final KubeLimits limits;
  private final Semaphore hurried = new Semaphore(0);
  private int failures;

  BackOff(KubeLimits limits) {
    this.limits = limits;
  }

  void reset() {
    failures = 0;
  }

  /** Waits, but not longer than the shortest pause from when somebody is in a hurry. */
  void pause() throws InterruptedException {
    hurried.drainPermits();
    long first = limits.backOffMin().toMillis();
    long whole = nextMillis();
    Thread.sleep(Math.min(first, whole));
    if (whole > first && hurried.tryAcquire(whole - first, TimeUnit.MILLISECONDS)) {
      reset();
    }
  }

  /** There is a sign that it would work now. */
  void hurry() {
    hurried.release();
  }

  long nextMillis() {
    long first = limits.backOffMin().toMillis();
    long longest = limits.backOffMax().toMillis();
    long full = Math.min(longest, first << Math.min(failures, DOUBLINGS_MAX));
    failures++;
    return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
  }
}
