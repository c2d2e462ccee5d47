// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;

/**
 * What several control programs share, so that a browser may reach any of them.
 *
 * @param logins where logins are kept
 * @param keys keys for what a browser holds while it is at a provider, of 32 bytes each, the one in
 *     use first; empty while there are none, which costs that another program cannot read it
 */
public record Sharing(LoginPlace logins, Supplier<List<byte[]>> keys) {
  /** Nothing is shared, and logins end with the program. */
  public static final Sharing NOTHING = new Sharing(LoginPlace.NONE, List::of);

  public Sharing {
    requireNonNull(logins, "logins");
    requireNonNull(keys, "keys");
  }
}
