// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.model.Protocol;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which protocol was spoken at a destination before: a weak hint for the next connection to it.
 * Safe for use by many threads; the lock is held for one table look-up.
 */
final class Remembered {
  /** Destinations kept; the least recently used goes first. */
  static final int DESTINATIONS_MAX = 4096;

  private final Map<InetSocketAddress, Protocol> byDestination =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Protocol> eldest) {
          return size() > DESTINATIONS_MAX;
        }
      };

  synchronized Optional<Protocol> protocol(InetSocketAddress destination) {
    return Optional.ofNullable(byDestination.get(destination));
  }

  synchronized void learned(InetSocketAddress destination, Protocol protocol) {
    if (protocol != Protocol.TCP) {
      byDestination.put(destination, protocol);
    }
  }
}
