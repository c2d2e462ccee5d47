// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * How often something may happen, over all nodes together.
 *
 * @param perSecond refill of the bucket, above 0
 * @param burst size of the bucket, at least 1
 * @param per what has a bucket of its own
 */
public record RateLimit(double perSecond, int burst, Per per) {

  /** What has a bucket of its own. */
  public enum Per {
    /** Each calling workload, host or, for callers from outside, all of them together. */
    CALLER,
    /** Each caller with each operation. */
    CALLER_AND_OPERATION
  }

  public RateLimit {
    requireNonNull(per, "per");
    if (!(perSecond > 0) || Double.isInfinite(perSecond) || burst < 1) {
      throw new IllegalArgumentException(
          "expected perSecond above 0 and burst of at least 1, got " + perSecond + ", " + burst);
    }
  }
}
