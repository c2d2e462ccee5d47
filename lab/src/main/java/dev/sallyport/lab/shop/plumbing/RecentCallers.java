// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The addresses connections came from lately and since when, so that each connection is counted
 * once and none grows too old. A port used again within the last {@value #KEPT} connections is
 * taken for the same connection.
 */
final class RecentCallers {
  private static final int KEPT = 8192;

  private final Map<InetSocketAddress, Long> sinceNanos =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
          return size() > KEPT;
        }
      };

  /** Returns whether the address is met for the first time. */
  synchronized boolean isNew(InetSocketAddress address, long nowNanos) {
    return sinceNanos.putIfAbsent(address, nowNanos) == null;
  }

  /** Returns whether the address was met longer ago than this; it is then forgotten. */
  synchronized boolean retire(InetSocketAddress address, long nowNanos, long ageMaxNanos) {
    boolean old = nowNanos - sinceNanos.getOrDefault(address, nowNanos) > ageMaxNanos;
    if (old) {
      sinceNanos.remove(address);
    }
    return old;
  }
}
