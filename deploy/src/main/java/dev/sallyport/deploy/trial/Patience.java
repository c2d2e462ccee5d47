// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import java.time.Duration;
import java.util.Optional;

/**
 * Waiting for something that others do.
 *
 * @param longest when waiting is given up
 * @param between time between two looks
 */
record Patience(Duration longest, Duration between) {

  /** Looks at a thing that changes. */
  interface Look {
    /** Returns why it is not yet as wanted; empty when it is. */
    Optional<String> missing();
  }

  /**
   * Waits until nothing is missing.
   *
   * @return empty when nothing is, else what was missing in the end
   */
  Optional<String> until(Look look) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      Optional<String> missing = look(look);
      if (missing.isEmpty() || System.nanoTime() - end > 0) {
        return missing;
      }
      Thread.sleep(between);
    }
  }

  /** A cluster that does not answer once is asked again. */
  private static Optional<String> look(Look look) {
    try {
      return look.missing();
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }
}
