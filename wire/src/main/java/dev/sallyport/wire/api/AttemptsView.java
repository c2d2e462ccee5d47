// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Attempts to connect that reached nobody. They are no exchanges and are in none of the edge's
 * counts; its {@code errorShare} counts them while they go on.
 *
 * @param count how many since first seen
 * @param reasons how they ended: {@code refused}, {@code unreachable}, {@code no-answer}, {@code
 *     reset} before the callee said a byte; each that occurred with how often
 * @param ports ports they were made to, as dialled
 * @param firstSeen start of the first
 * @param lastSeen end of the latest
 * @param goingOn whether they go on
 * @param noneReached whether no connection of the edge ever reached the callee: then its protocol
 *     is not known
 */
public record AttemptsView(
    long count,
    Map<String, Long> reasons,
    List<Integer> ports,
    Instant firstSeen,
    Instant lastSeen,
    boolean goingOn,
    boolean noneReached) {
  public AttemptsView {
    reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
    ports = List.copyOf(ports);
  }
}
