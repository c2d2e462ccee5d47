// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.link.NodeRecord;
import dev.sallyport.control.link.NodeRoster;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Ruleset;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long changed policies take to reach every connected node, and which nodes lack them. Safe for
 * any thread.
 */
public final class Convergence {
  private final NodeRoster roster;
  private final PolicyBook book;
  private final InstantSource clock;
  private final Timer timer;
  private final Map<PolicyId, Change> changes = new HashMap<>();

  /**
   * The newest change of a policy: in which ruleset it went out, and how long it took if it did.
   */
  private record Change(Policy policy, long ruleset, @Nullable Duration took) {}

  /**
   * How far a policy has come.
   *
   * @param current connected nodes that apply it as it is in force
   * @param total connected nodes
   * @param took how long the newest change took; null while it is on its way
   * @param refusals what nodes said that they cannot take
   */
  public record Reach(int current, int total, @Nullable Duration took, List<String> refusals) {
    public Reach {
      refusals = List.copyOf(refusals);
    }

    /** Returns whether all connected nodes apply it. */
    public boolean complete() {
      return current == total;
    }
  }

  /** Returns a measurement that nothing was told to yet. */
  public Convergence(
      NodeRoster roster, PolicyBook book, InstantSource clock, MeterRegistry metrics) {
    this.roster = requireNonNull(roster, "roster");
    this.book = requireNonNull(book, "book");
    this.clock = requireNonNull(clock, "clock");
    this.timer =
        Timer.builder("sallyport.control.policy.convergence")
            .description("From a change of a policy to all connected nodes having applied it")
            .publishPercentileHistogram()
            .register(metrics);
  }

  /** Notes in which ruleset each policy went out. */
  public synchronized void published(Ruleset ruleset) {
    Map<PolicyId, Change> now = new HashMap<>();
    for (Policy each : ruleset.policies()) {
      Change before = changes.get(each.id());
      now.put(
          each.id(),
          before != null && before.policy().equals(each)
              ? before
              : new Change(each, ruleset.version(), null));
    }
    changes.clear();
    changes.putAll(now);
  }

  /** Notes that a node applied rules: every change that now is everywhere has taken its time. */
  public synchronized void applied() {
    long everywhere = everywhere();
    changes.replaceAll(
        (id, change) ->
            change.took() != null || everywhere < change.ruleset()
                ? change
                : new Change(change.policy(), change.ruleset(), measured(id)));
  }

  /** Returns how far a policy has come; empty when it is not in force. */
  public synchronized Optional<Reach> of(PolicyId id) {
    Change change = changes.get(id);
    if (change == null) {
      return Optional.empty();
    }
    List<NodeRecord> nodes = roster.nodes().stream().filter(NodeRecord::connected).toList();
    String mark = "policies[" + id + "]";
    List<String> refusals =
        nodes.stream()
            .flatMap(
                node ->
                    node.rulesetProblems().stream()
                        .filter(problem -> problem.startsWith(mark))
                        .map(problem -> node.name() + ": " + problem))
            .toList();
    int current =
        (int) nodes.stream().filter(each -> each.rulesetApplied() >= change.ruleset()).count();
    return Optional.of(new Reach(current - refusals.size(), nodes.size(), change.took(), refusals));
  }

  private long everywhere() {
    return roster.nodes().stream()
        .filter(NodeRecord::connected)
        .mapToLong(NodeRecord::rulesetApplied)
        .min()
        .orElse(0);
  }

  private Duration measured(PolicyId id) {
    Duration took =
        book.entry(id)
            .map(entry -> Duration.between(entry.seenAt(), clock.instant()))
            .filter(each -> !each.isNegative())
            .orElse(Duration.ZERO);
    timer.record(took);
    return took;
  }
}
