// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A message produced to or consumed from a broker.
 *
 * @param verb for example {@code produce}, {@code fetch}, {@code publish}
 * @param destination topic, queue or exchange; empty when the message names none
 * @param protocol the broker's protocol
 */
public record MessageOperation(String verb, String destination, Protocol protocol)
    implements Operation {
  public MessageOperation {
    requireNonNull(verb, "verb");
    requireNonNull(destination, "destination");
    requireNonNull(protocol, "protocol");
  }

  @Override
  public String key() {
    return destination.isEmpty() ? verb : verb + " " + destination;
  }
}
