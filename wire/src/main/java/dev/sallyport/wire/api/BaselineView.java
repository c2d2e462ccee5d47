// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * What a workload usually does.
 *
 * @param workload its id
 * @param version a name of what is in it: it changes with peers, operations and classes of data,
 *     not with counts
 * @param firstSeen its first exchange at all
 * @param lastSeen its latest
 * @param days on how many days it was seen
 * @param beat how regularly: {@code daily}, {@code weekly}, {@code monthly}, {@code irregular} or
 *     {@code once}
 * @param confidence how much its silence proves: {@code low}, {@code medium} or {@code high}
 * @param age how long it is known, of two weeks, 0 to 1
 * @param regularity on how many days it was seen, of ten, or of three beats of a slow rhythm, 0 to
 *     1
 * @param diversity how much of what it does was known before the last quarter of its age, 0 to 1
 * @param inbound what others do with it, busiest first
 * @param outbound what it does, busiest first
 */
public record BaselineView(
    String workload,
    String version,
    Instant firstSeen,
    Instant lastSeen,
    int days,
    String beat,
    String confidence,
    double age,
    double regularity,
    double diversity,
    List<HabitView> inbound,
    List<HabitView> outbound) {
  /**
   * One thing that a workload does, or that others do with it.
   *
   * @param peer id of who is at the other end
   * @param operation readable key of what is called
   * @param protocol protocol id
   * @param exchanges how often
   * @param refused of them, answered with an error that is the caller's
   * @param dataClasses classes of data in it
   * @param firstSeen when for the first time at all
   * @param lastSeen when last
   * @param days on how many days
   * @param beat how regularly
   * @param departure whether it is new of a workload that was well known before
   */
  public record HabitView(
      String peer,
      String operation,
      String protocol,
      long exchanges,
      long refused,
      List<String> dataClasses,
      Instant firstSeen,
      Instant lastSeen,
      int days,
      String beat,
      boolean departure) {
    public HabitView {
      dataClasses = List.copyOf(dataClasses);
    }
  }

  public BaselineView {
    inbound = List.copyOf(inbound);
    outbound = List.copyOf(outbound);
  }
}
