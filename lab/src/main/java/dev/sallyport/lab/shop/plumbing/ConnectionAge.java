// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.time.Duration;

/**
 * How long the shop's connections live before both sides part in peace and open a new one, as pools
 * and servers do so that load spreads over new replicas.
 */
public final class ConnectionAge {
  /**
   * Twenty seconds, where production has minutes: a demonstration that is captured while it runs
   * shall not carry connections from before for long.
   */
  public static final Duration MAX = Duration.ofSeconds(20);

  private ConnectionAge() {}
}
