// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A DNS question.
 *
 * @param type record type, for example {@code A}
 * @param name name asked for, lower case, without the trailing dot
 */
public record LookupOperation(String type, String name) implements Operation {
  public LookupOperation {
    requireNonNull(type, "type");
    requireNonNull(name, "name");
  }

  @Override
  public Protocol protocol() {
    return Protocol.DNS;
  }

  @Override
  public String key() {
    return type + " " + name;
  }
}
