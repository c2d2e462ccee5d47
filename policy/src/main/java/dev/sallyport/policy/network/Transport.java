// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import java.util.Locale;
import java.util.Optional;

/** A transport protocol that network policies tell apart. */
public enum Transport {
  SCTP,
  TCP,
  UDP;

  /** Returns the transport of that name, whatever its case; empty when there is none. */
  public static Optional<Transport> named(String name) {
    for (Transport each : values()) {
      if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
