// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.util.concurrent.ThreadLocalRandom;

/** Pauses that grow while failures follow each other, with jitter so that nodes do not march. */
final class BackOff {
  private static final int DOUBLINGS_MAX = 16;

  private final KubeLimits limits;
  private int failures;

  BackOff(KubeLimits limits) {
    this.limits = limits;
  }

  void reset() {
    failures = 0;
  }

  void pause() throws InterruptedException {
    Thread.sleep(nextMillis());
  }

  long nextMillis() {
    long first = limits.backOffMin().toMillis();
    long longest = limits.backOffMax().toMillis();
    long full = Math.min(longest, first << Math.min(failures, DOUBLINGS_MAX));
    failures++;
    return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
  }
}
