// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.PolicySet;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What policies would have done to exchanges that really happened, as if all of them had been
 * enforced on every pod, beside those that live already. What the ledger does not tell is said to
 * be undecided, never guessed.
 *
 * @param from start of the earliest hour or day that was looked at; null when there was none
 * @param until end of the latest; null when there was none
 * @param exchanges exchanges that were looked at
 * @param idle of them, those that came to nothing even then, and that are part of no other count: a
 *     policy blocked them, or the connection broke before anything was said
 * @param already of them, those that policies which live beside these would have cut or changed in
 *     the same way without them; part of no other count
 * @param outcomes the others, by what would have become of them
 * @param impacts on which edges anything else would have happened than that they passed; what is
 *     denied first, then the busiest
 * @param identities workloads that the policies speak of, those not seen long enough first
 */
public record Simulation(
    @Nullable Instant from,
    @Nullable Instant until,
    long exchanges,
    long idle,
    long already,
    Map<Outcome, Long> outcomes,
    List<Impact> impacts,
    List<Identity> identities) {
  static final Comparator<Impact> WORST_FIRST =
      Comparator.comparing((Impact each) -> rank(each.outcome()))
          .thenComparing(Impact::exchanges, Comparator.reverseOrder())
          .thenComparing(each -> each.edge().source().key())
          .thenComparing(each -> each.edge().target().key())
          .thenComparing(each -> each.edge().operation().key());
  static final Comparator<Identity> LEAST_KNOWN_FIRST =
      Comparator.comparing((Identity each) -> each.cut() == 0)
          .thenComparing(Identity::enough)
          .thenComparing(each -> each.workload().key());

  public Simulation {
    outcomes = Map.copyOf(outcomes);
    impacts = List.copyOf(impacts);
    identities = List.copyOf(identities);
  }

  /** What a simulation says in one word. */
  public enum Answer {
    /** Nothing that happened would have been denied or held back. */
    CUTS_NOTHING,
    /** Something that happened would have been denied or held back. */
    CUTS,
    /** Nothing is known to be cut, but of some exchanges that cannot be told. */
    CANNOT_TELL
  }

  /** Returns what policies would have done to these exchanges, by the usual measure of enough. */
  public static Simulation of(PolicySet policies, Stream<LedgerLine> lines) {
    return of(policies, lines, Sufficiency.DEFAULT, Optional.empty(), List.of());
  }

  /**
   * Returns what policies would have done to these exchanges.
   *
   * @param policies which; those that only observe count as well
   * @param lines what happened
   * @param sufficiency how long an identity must have been seen to be judged by
   * @param now the moment of asking; empty for the end of the last line
   * @param existing workloads that exist, so that one that was never seen is named too
   */
  public static Simulation of(
      PolicySet policies,
      Stream<LedgerLine> lines,
      Sufficiency sufficiency,
      Optional<Instant> now,
      Collection<Workload> existing) {
    return of(
        new Trial(
            policies.policies(), List.of(), sufficiency, now, List.copyOf(existing), List.of()),
        lines);
  }

  /** Returns what policies would have done to what happened. */
  public static Simulation of(Trial trial, Stream<LedgerLine> lines) {
    SimulationRun run = new SimulationRun(requireNonNull(trial, "trial"));
    lines.forEach(run::add);
    return run.result();
  }

  /** Returns how many exchanges would have come out like that. */
  public long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** Returns the whole in one word. */
  public Answer answer() {
    if (count(Outcome.DENIED) > 0 || count(Outcome.THROTTLED) > 0) {
      return Answer.CUTS;
    }
    return count(Outcome.UNDECIDED) > 0 ? Answer.CANNOT_TELL : Answer.CUTS_NOTHING;
  }

  /** Returns identities that were not seen long enough to conclude anything from silence. */
  public List<Identity> tooYoung() {
    return identities.stream().filter(each -> !each.enough()).toList();
  }

  /** Returns workloads that come so rarely that a short look misses them, and that would be cut. */
  public List<Identity> rareAndCut() {
    return identities.stream().filter(each -> each.rare() && each.cut() > 0).toList();
  }

  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case DENIED -> 0;
      case THROTTLED -> 1;
      case UNDECIDED -> 2;
      case REDACTED -> 3;
      case PASSED -> 4;
    };
  }
}
