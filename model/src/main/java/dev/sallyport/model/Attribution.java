// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A party and how it was proven to be that party.
 *
 * @param party the name
 * @param proof how it was proven
 */
public record Attribution(Party party, Proof proof) {
  public Attribution {
    requireNonNull(party, "party");
    requireNonNull(proof, "proof");
  }
}
