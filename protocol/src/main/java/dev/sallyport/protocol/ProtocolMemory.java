// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.protocol.messaging.KafkaTopics;

/**
 * What connections learn for each other; one for a program. Thread-safe and bounded.
 *
 * @param topics names of Kafka topics by id
 */
public record ProtocolMemory(KafkaTopics topics) {
  /** Makes an empty one. */
  public ProtocolMemory() {
    this(new KafkaTopics());
  }
}
