// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What well-known workloads do that their baselines do not hold.
 *
 * @param generatedAt when this was looked up
 * @param since since when things count as new; baselines hold what was before
 * @param drifts what is new: hosts first, then peers, data and operations; the latest first
 * @param omitted how many more there are
 * @param young workloads that did something since and are not known well enough to tell what is new
 */
public record DriftsView(
    Instant generatedAt, Instant since, List<DriftView> drifts, int omitted, int young) {
  /**
   * Something new.
   *
   * @param workload id of the workload whose it is
   * @param kind {@code host}, {@code peer}, {@code data} or {@code operation}
   * @param side {@code outbound} for what it does, {@code inbound} for what is done with it
   * @param peer id of who is at the other end
   * @param operation readable key of what was called; absent where all that is done with that peer
   *     is new
   * @param dataClass class of data, where that is what is new
   * @param firstSeen when it was seen first
   * @param lastSeen when last
   * @param exchanges how often
   * @param confidence how much the silence before proves: {@code low}, {@code medium} or {@code
   *     high}
   * @param score the same, 0 to 1
   */
  public record DriftView(
      String workload,
      String kind,
      String side,
      String peer,
      @Nullable String operation,
      @Nullable String dataClass,
      Instant firstSeen,
      Instant lastSeen,
      long exchanges,
      String confidence,
      double score) {}

  public DriftsView {
    drifts = List.copyOf(drifts);
  }
}
