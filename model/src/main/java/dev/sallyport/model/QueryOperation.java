// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A statement sent to a data store.
 *
 * @param verb for example {@code SELECT} or {@code GET}
 * @param subject table, collection or key space; empty when the statement names none
 * @param protocol the store's protocol
 */
public record QueryOperation(String verb, String subject, Protocol protocol) implements Operation {
  public QueryOperation {
    requireNonNull(verb, "verb");
    requireNonNull(subject, "subject");
    requireNonNull(protocol, "protocol");
  }

  @Override
  public String key() {
    return subject.isEmpty() ? verb : verb + " " + subject;
  }
}
