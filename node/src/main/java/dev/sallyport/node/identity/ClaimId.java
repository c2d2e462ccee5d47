// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Identifies one accepted connection at the side that asks about it.
 *
 * @param high first half
 * @param low second half
 */
public record ClaimId(long high, long low) {

  /** Returns a new one; uniqueness matters, secrecy does not. */
  static ClaimId next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new ClaimId(random.nextLong(), random.nextLong());
  }
}
