// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept of the exchanges of one edge in one hour or day: counts, never payload.
 *
 * @param source the caller
 * @param target the callee
 * @param operation what was called
 * @param from start of the hour or day
 * @param hours 1 or 24
 * @param exchanges by {@code succeeded}, {@code refused}, {@code failed}, {@code blocked}, {@code
 *     broken} and {@code unseen}
 * @param inspected of them, those whose contents were looked into
 * @param carried of them, those that carried sensitive data
 * @param shown of them, those that looked like an attack
 * @param firstSeen when the edge was seen for the first time at all
 * @param lastSeen when it was seen last at all
 */
public record LedgerLineView(
    LedgerPartyView source,
    LedgerPartyView target,
    LedgerOperationView operation,
    Instant from,
    int hours,
    Map<String, Long> exchanges,
    long inspected,
    List<CarriedView> carried,
    List<ShownView> shown,
    Instant firstSeen,
    Instant lastSeen) {
  /**
   * Exchanges that carried data of a class.
   *
   * @param dataClass class, for example {@code CREDIT_CARD}
   * @param answered whether in what was answered, not in what was sent
   * @param exchanges how many
   */
  public record CarriedView(String dataClass, boolean answered, long exchanges) {}

  /**
   * Exchanges that looked like an attack.
   *
   * @param family way of attacking, for example {@code sql-injection}
   * @param exchanges how many
   * @param score highest score of any, 0 to 1
   */
  public record ShownView(String family, long exchanges, double score) {}

  public LedgerLineView {
    exchanges = new TreeMap<>(exchanges);
    carried = List.copyOf(carried);
    shown = List.copyOf(shown);
  }
}
