// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The addresses connections came from lately, so that each connection is counted once. A port used
 * again within the last {@value #KEPT} connections goes uncounted.
 */
final class RecentCallers {
  private static final int KEPT = 8192;

  private final Map<InetSocketAddress, Boolean> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Boolean> eldest) {
          return size() > KEPT;
        }
      };

  synchronized boolean isNew(InetSocketAddress address) {
    return seen.putIfAbsent(address, Boolean.TRUE) == null;
  }
}
