// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.function.Consumer;

/** How many places may still be told apart in one window. Not thread-safe. */
final class Allowance {
  private final int most;
  private final Consumer<String> limitHit;
  private int taken;

  Allowance(int most, Consumer<String> limitHit) {
    this.most = most;
    this.limitHit = limitHit;
  }

  /** Takes one; false, and counted, when none is left. */
  boolean take() {
    if (taken >= most) {
      hit("summary.claims");
      return false;
    }
    taken++;
    return true;
  }

  void hit(String limit) {
    limitHit.accept(limit);
  }

  void clear() {
    taken = 0;
  }
}
