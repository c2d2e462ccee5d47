// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.dns;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.LookupOperation;

/**
 * What was asked.
 *
 * @param name lower case, without the trailing dot; empty for the root
 * @param type record type, for example {@code AAAA}; {@code TYPE65280} where it has no name here
 */
public record DnsQuestion(String name, String type) {
  public DnsQuestion {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
  }

  /** Returns the question as what is called. */
  public LookupOperation operation() {
    return new LookupOperation(type, name);
  }
}
