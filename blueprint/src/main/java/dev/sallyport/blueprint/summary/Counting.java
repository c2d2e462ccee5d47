// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

/** Addition of counts that stops at the largest number instead of turning negative. */
public final class Counting {
  private Counting() {}

  /** Returns the sum, or the largest number where it does not fit. Neither may be negative. */
  public static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
