// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.baseline;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.proof.Rhythm;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * What a workload usually does: whom it talks to, with which operations and which data.
 *
 * @param workload whose
 * @param version a name of what is in it, as hexadecimal digits: two baselines with the same
 *     version name the same peers, operations and classes of data, whatever the counts
 * @param firstSeen its first exchange at all
 * @param lastSeen its latest
 * @param rhythm on which days it was seen
 * @param confidence how much its silence proves
 * @param inbound what others do with it, busiest first
 * @param outbound what it does, busiest first
 */
public record Baseline(
    Workload workload,
    String version,
    Instant firstSeen,
    Instant lastSeen,
    Rhythm rhythm,
    Confidence confidence,
    List<Habit> inbound,
    List<Habit> outbound) {
  public Baseline {
    requireNonNull(workload, "workload");
    requireNonNull(version, "version");
    requireNonNull(firstSeen, "firstSeen");
    requireNonNull(lastSeen, "lastSeen");
    requireNonNull(rhythm, "rhythm");
    requireNonNull(confidence, "confidence");
    inbound = List.copyOf(inbound);
    outbound = List.copyOf(outbound);
  }

  /**
   * Returns the baseline of every workload that has any exchange in these lines that was not
   * blocked, by its key.
   *
   * @param lines what happened
   * @param now the moment of asking
   */
  public static SortedMap<String, Baseline> of(Stream<LedgerLine> lines, Instant now) {
    Learning learning = new Learning();
    lines.forEach(learning::add);
    return learning.result(now);
  }

  /** Returns whether the workload is known well enough that what is not in here is new. */
  boolean tells() {
    return confidence.age() >= 0.5 && rhythm.days() >= 3;
  }

  /**
   * Returns what is new: habits that began after that moment of a workload that was well known
   * before. Empty while it is not well known, since everything is new then.
   */
  public List<Habit> departures(Instant since) {
    if (!tells()) {
      return List.of();
    }
    return Stream.concat(inbound.stream(), outbound.stream())
        .filter(each -> each.firstSeen().isAfter(since))
        .toList();
  }
}
