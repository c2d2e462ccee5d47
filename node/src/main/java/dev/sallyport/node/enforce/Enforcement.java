// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Decision;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Inventory;
import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Known;
import dev.sallyport.policy.Needs;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What all connections of the node have in common when they act. Safe for use by many threads. */
public final class Enforcement {
  private final EnforceLimits limits;
  private final CheckpointLimits checkpointLimits;
  private final Redactor redactor;
  private final AtomicLong decisions = new AtomicLong();
  private final Map<EnforceCount, LongAdder> counts = new EnumMap<>(EnforceCount.class);
  private final Throttles throttles;
  private final LongAdder notYetEnforced = new LongAdder();
  private volatile Map<String, Integer> spread = Map.of();
  private volatile Rules rules = Rules.NONE;

  /**
   * The policies in force, made ready.
   *
   * @param policies what they say
   * @param acting whether any of them acts; else nothing is ever held
   * @param closes whether any that acts denies what cannot be checked
   * @param endsWait longest time that bytes wait for the ends to be known: as nobody knows yet
   *     which policy concerns them, the longest that any of those that act allows
   */
  record Rules(PolicySet policies, boolean acting, boolean closes, Duration endsWait) {
    static final Rules NONE = new Rules(PolicySet.EMPTY, false, false, Duration.ZERO);

    boolean none() {
      return policies.policies().isEmpty();
    }

    /** Returns what they say of that connection. */
    ConnectionPolicies on(Conversation between, ConnectionEnforcement.Connection connection) {
      return policies.on(
          between.source().party(),
          between.target().party(),
          connection.port(),
          connection.sourceShare(),
          connection.targetShare());
    }
  }

  /** Makes one without policies. */
  public Enforcement(EnforceLimits limits, Redactor redactor) {
    this.limits = requireNonNull(limits, "limits");
    // Below what may wait, or a call would wait for bytes that nobody reads any more.
    this.checkpointLimits =
        new CheckpointLimits(limits.requestBytes() / 2, CheckpointLimits.DEFAULT.names());
    this.redactor = requireNonNull(redactor, "redactor");
    for (EnforceCount each : EnforceCount.values()) {
      counts.put(each, new LongAdder());
    }
    this.throttles = new Throttles(limits.callers(), () -> count(EnforceCount.LIMIT_CALLERS));
  }

  /**
   * Takes new policies in one step. Connections that are open are to be told afterwards, see {@link
   * ConnectionEnforcement#ruled}.
   *
   * @return what is wrong with policies that were left out, empty when all are in force
   */
  public List<String> apply(List<Policy> policies) {
    PolicySet compiled = PolicySet.compile(policies);
    List<Policy> acting =
        compiled.policies().stream()
            .filter(each -> each.mode() == Mode.ENFORCE && each.enforcedPercent() > 0)
            .toList();
    boolean closes = acting.stream().anyMatch(each -> each.onFailure() == OnFailure.CLOSED);
    Duration longest =
        acting.stream()
            .map(Policy::budget)
            .max(Comparator.naturalOrder())
            .orElse(Policy.DEFAULT_BUDGET);
    Duration bound = limits.endsWait();
    Duration endsWait = longest.compareTo(bound) < 0 ? longest : bound;
    rules = new Rules(compiled, !acting.isEmpty(), closes, endsWait);
    return compiled.problems().stream().map(Object::toString).toList();
  }

  /** Returns whether any policy acts; else nothing is ever held or refused. */
  public boolean acts() {
    return rules.acting();
  }

  /**
   * Returns what forbids a lookup, which is then not to be passed on.
   *
   * @param source who asks
   * @param target whom
   * @param port port of the resolver
   * @param operation the question
   * @return empty when it may pass
   */
  public Optional<Ruling> lookup(Party source, Party target, int port, Operation operation) {
    ConnectionPolicies by = rules.policies().on(source, target, port);
    if (by.needs() == Needs.NOTHING) {
      return Optional.empty();
    }
    Known known =
        Known.connection(operation.protocol(), Instant.now())
            .called(operation, "", "")
            .answered(List.of(), List.of());
    Decision decision = by.decide(known);
    if (!(decision.verdict() instanceof Verdict.Deny)) {
      return Optional.empty();
    }
    count(EnforceCount.LOOKUPS_DENIED);
    return Optional.of(ruling(decision, new Effect.Applied()));
  }

  /** Returns what policies say of a lookup that passed; empty when they have nothing to say. */
  public Optional<Ruling> watched(Party source, Party target, int port, Operation operation) {
    ConnectionPolicies by = rules.policies().on(source, target, port);
    if (by.none()) {
      return Optional.empty();
    }
    Known known =
        Known.connection(operation.protocol(), Instant.now())
            .called(operation, "", "")
            .answered(List.of(), List.of());
    Effect effect = by.needs() == Needs.NOTHING ? new Effect.Observed() : new Effect.Applied();
    return Optional.of(ruling(by.decide(known), effect));
  }

  /** Returns the name of what decided; empty when nothing did. */
  public static String policy(Decision decision) {
    return decision.reasons().isEmpty() ? "" : decision.reasons().getFirst().toString();
  }

  /** Learns on how many nodes the pods of each workload are, which share what it may be asked. */
  public void spread(Inventory inventory) {
    Map<String, Set<String>> nodes = new HashMap<>();
    for (Inventory.PodInterval pod : inventory.pods()) {
      if (pod.ended().isEmpty()) {
        nodes.computeIfAbsent(pod.workload().key(), any -> new HashSet<>()).add(pod.node());
      }
    }
    Map<String, Integer> counts = new HashMap<>();
    nodes.forEach((workload, on) -> counts.put(workload, on.size()));
    spread = Map.copyOf(counts);
  }

  /**
   * Takes what limits ask for.
   *
   * @return seconds to wait, 0 when it may pass now
   */
  int take(Verdict.Throttle throttle, Conversation between, Operation operation, long nowNanos) {
    // Understood at the called side where that is captured, else at the calling one.
    Party where =
        between.target().party() instanceof Workload called ? called : between.source().party();
    return throttles.take(
        throttle.limits(),
        between.source().party(),
        operation,
        spread.getOrDefault(where.key(), 1),
        nowNanos);
  }

  /** Returns all counts by name. */
  public Map<String, Long> counters() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((count, adder) -> all.put(count.id(), adder.sum()));
    all.putAll(redactor.counters());
    return all;
  }

  /**
   * Returns how many connections are open now on which a policy cannot be enforced, since they were
   * opened before it.
   */
  public long notYetEnforced() {
    return notYetEnforced.sum();
  }

  void notYetEnforced(int more) {
    notYetEnforced.add(more);
  }

  Rules rules() {
    return rules;
  }

  EnforceLimits limits() {
    return limits;
  }

  CheckpointLimits checkpointLimits() {
    return checkpointLimits;
  }

  Redactor redactor() {
    return redactor;
  }

  void count(EnforceCount what) {
    LongAdder adder = counts.get(what);
    if (adder != null) {
      adder.increment();
    }
  }

  Ruling ruling(Decision decision, Effect effect) {
    count(EnforceCount.DECISIONS);
    switch (effect) {
      case Effect.FailedOpen ignored -> count(EnforceCount.FAILED_OPEN);
      case Effect.FailedClosed ignored -> count(EnforceCount.FAILED_CLOSED);
      case Effect.Applied ignored -> {}
      case Effect.Observed ignored -> {}
    }
    return new Ruling(decisions.incrementAndGet(), decision, effect);
  }
}
