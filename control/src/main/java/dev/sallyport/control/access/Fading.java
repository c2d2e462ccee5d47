// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that hold for a while; of too many the one not asked for longest goes. Safe for any
 * thread.
 */
final class Fading<K, V> {
  private record Held<V>(V value, Instant until) {}

  private final Duration kept;
  private final Map<K, Held<V>> held;

  Fading(Duration kept, int max) {
    this.kept = kept;
    this.held =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Held<V>> eldest) {
            return size() > max;
          }
        };
  }

  synchronized Optional<V> get(K key, Instant now) {
    Held<V> known = held.get(key);
    if (known == null) {
      return Optional.empty();
    }
    // A clock that was set back must not make an old answer hold for longer.
    if (now.isBefore(known.until()) && !now.plus(kept).isBefore(known.until())) {
      return Optional.of(known.value());
    }
    held.remove(key);
    return Optional.empty();
  }

  /** Keeps a value until its time is up, or earlier where it says so itself. */
  synchronized void put(K key, V value, Instant now, Instant latest) {
    Instant until = now.plus(kept);
    held.put(key, new Held<>(value, latest.isBefore(until) ? latest : until));
  }

  synchronized void put(K key, V value, Instant now) {
    put(key, value, now, Instant.MAX);
  }

  synchronized int size() {
    return held.size();
  }
}
