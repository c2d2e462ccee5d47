// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of topics by the id that newer clients call them by (Kafka improvement proposal 516). Ids
 * are unique over all clusters, and a client may learn one on another connection than it uses it
 * on, so that one of these is shared by all connections of a program. Thread-safe; holds at most
 * {@value #TOPICS_MAX} names, then learns no more.
 */
public final class KafkaTopics {
  /** Most names held. */
  static final int TOPICS_MAX = 16_384;

  private final ConcurrentHashMap<UUID, String> names = new ConcurrentHashMap<>();

  void learned(UUID id, String name) {
    if (names.size() < TOPICS_MAX && !name.isEmpty()) {
      names.putIfAbsent(id, name);
    }
  }

  Optional<String> name(UUID id) {
    return Optional.ofNullable(names.get(id));
  }
}
