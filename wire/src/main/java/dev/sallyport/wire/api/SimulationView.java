// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What policies would have done to exchanges that really happened, as if they had been enforced on
 * every pod, beside those that live in the cluster.
 *
 * @param answer {@code cuts-nothing}, {@code cuts} or {@code cannot-tell}
 * @param policies policies that were simulated, as {@code namespace/name}
 * @param beside policies that live beside them and act, as they were taken into account
 * @param from start of the earliest hour or day looked at; absent when there was none
 * @param until end of the latest; absent when there was none
 * @param exchanges exchanges looked at
 * @param idle of them, those that came to nothing even then, as blocked or never connected; part of
 *     no other count
 * @param already of them, those that the policies beside would have cut or changed in the same way
 *     anyhow; part of no other count
 * @param outcomes the others, by {@code passed}, {@code redacted}, {@code throttled}, {@code
 *     denied} and {@code undecided}
 * @param impacts where anything else would have happened than that they passed, worst first, at
 *     most {@value #IMPACTS_MAX}
 * @param impactsOmitted impacts beyond those
 * @param identities workloads that the policies speak of, those cut or least known first, at most
 *     {@value #IMPACTS_MAX}
 * @param identitiesOmitted identities beyond those
 * @param caveats what limits the answer, as sentences
 */
public record SimulationView(
    String answer,
    List<String> policies,
    List<String> beside,
    @Nullable Instant from,
    @Nullable Instant until,
    long exchanges,
    long idle,
    long already,
    Map<String, Long> outcomes,
    List<ImpactView> impacts,
    int impactsOmitted,
    List<IdentityView> identities,
    int identitiesOmitted,
    List<String> caveats) {
  /** Most impacts, and most identities, that are listed. */
  public static final int IMPACTS_MAX = 1000;

  /**
   * What would have become of exchanges of one edge.
   *
   * @param source id of the caller, which owns the exchanges
   * @param target id of the callee
   * @param operation readable key of what was called
   * @param outcome {@code denied}, {@code throttled}, {@code undecided} or {@code redacted}
   * @param exchanges how many
   * @param reasons which rules say so, as {@code namespace/policy/rule}
   * @param why of what is undecided, what is missing; else empty
   * @param firstSeen start of the earliest hour or day of them
   * @param lastSeen end of the latest
   * @param days on how many days they came
   * @param beat {@code daily}, {@code weekly}, {@code monthly}, {@code irregular} or {@code once}
   */
  public record ImpactView(
      String source,
      String target,
      String operation,
      String outcome,
      long exchanges,
      List<String> reasons,
      String why,
      Instant firstSeen,
      Instant lastSeen,
      int days,
      String beat) {
    public ImpactView {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * A workload that the policies speak of.
   *
   * @param workload its id
   * @param firstSeen its first exchange at all; absent when none was ever seen
   * @param days on how many days it was seen
   * @param beat how regularly: {@code daily}, {@code weekly}, {@code monthly}, {@code irregular},
   *     {@code once} or {@code never}
   * @param next the day on which it should come again, as in 2026-03-01; absent where that cannot
   *     be said
   * @param enough whether it was seen long enough to judge by
   * @param rare whether a look at a few days may miss what it does
   * @param exchanges its exchanges in the time looked at
   * @param cut of them, those that would have been denied or held back
   */
  public record IdentityView(
      String workload,
      @Nullable Instant firstSeen,
      int days,
      String beat,
      @Nullable String next,
      boolean enough,
      boolean rare,
      long exchanges,
      long cut) {}

  public SimulationView {
    policies = List.copyOf(policies);
    beside = List.copyOf(beside);
    outcomes = new TreeMap<>(outcomes);
    impacts = List.copyOf(impacts);
    identities = List.copyOf(identities);
    caveats = List.copyOf(caveats);
  }
}
