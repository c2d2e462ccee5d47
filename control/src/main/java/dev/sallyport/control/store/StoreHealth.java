// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

/**
 * How the store is.
 *
 * @param kind {@code embedded} or {@code external}
 * @param ok whether what comes in is kept
 * @param message what is wrong or was lost, as a sentence; empty when nothing
 */
public record StoreHealth(String kind, boolean ok, String message) {
  public StoreHealth {
    requireNonNull(kind, "kind");
    requireNonNull(message, "message");
  }
}
