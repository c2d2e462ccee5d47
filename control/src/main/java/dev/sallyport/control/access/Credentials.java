// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a call brings to show who makes it.
 *
 * @param address address that it comes from
 * @param token a token; null for none
 * @param session the secret of a browser's login; null for none, not looked at where there is a
 *     token
 */
public record Credentials(String address, @Nullable String token, @Nullable String session) {
  public Credentials {
    requireNonNull(address, "address");
  }

  /** Never says a secret. */
  @Override
  public String toString() {
    return address + (token != null ? ", a token" : session != null ? ", a session" : "");
  }
}
