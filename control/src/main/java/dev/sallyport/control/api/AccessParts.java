// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.access.AuditTrail;
import dev.sallyport.control.access.Gatekeeper;
import dev.sallyport.control.store.AuditBook;
import java.util.function.IntFunction;

/**
 * What decides who may call the API, and where it is written down.
 *
 * @param keeper lets calls in
 * @param trail writes changes and refusals
 * @param entries reads the latest of them
 * @param metricsLogin whether figures ask for a login too
 */
public record AccessParts(
    Gatekeeper keeper,
    AuditTrail trail,
    IntFunction<AuditBook.Read> entries,
    boolean metricsLogin) {
  public AccessParts {
    requireNonNull(keeper, "keeper");
    requireNonNull(trail, "trail");
    requireNonNull(entries, "entries");
  }
}
