// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.baseline;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.LedgerLine;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/**
 * What departed from baselines since some moment.
 *
 * @param since since when things count as new; baselines hold what was before
 * @param drifts what is new, hosts first, then peers, data and operations; the latest first
 * @param omitted how many more there are
 * @param young workloads that were not known well enough before to tell what is new, and that did
 *     something since
 */
public record Drifts(Instant since, List<Drift> drifts, int omitted, int young) {
  /** Most of them that are listed. */
  public static final int LISTED_MAX = 1000;

  public Drifts {
    requireNonNull(since, "since");
    drifts = List.copyOf(drifts);
  }

  /**
   * Returns what is new. Of an exchange between two workloads of which both are known well, the
   * caller tells.
   *
   * @param lines what happened, before and since; lines that began before {@code since} are before
   */
  public static Drifts of(Collection<LedgerLine> lines, Instant since) {
    SortedMap<String, Baseline> before =
        Baseline.of(lines.stream().filter(each -> each.from().isBefore(since)), since);
    Drifting drifting = new Drifting(before, since);
    lines.stream().filter(each -> !each.from().isBefore(since)).forEach(drifting::add);
    return drifting.result();
  }
}
