// SPDX-License-Identifier: Apache-2.0

/**
 * Brokers: what is produced to which topic, queue or exchange, and what is consumed from it. Start
 * at {@link dev.sallyport.protocol.messaging.KafkaDecoder}.
 */
@NullMarked
package dev.sallyport.protocol.messaging;

import org.jspecify.annotations.NullMarked;
