// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Ruling;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
  private volatile Rules rules = Rules.NONE;

  /**
   * The policies in force, made ready.
   *
   * @param policies what they say
   * @param acting whether any of them acts; else nothing is ever held
   * @param closes whether any that acts denies what cannot be checked
   */
  record Rules(PolicySet policies, boolean acting, boolean closes) {
    static final Rules NONE = new Rules(PolicySet.EMPTY, false, false);

    boolean none() {
      return policies.policies().isEmpty();
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
    rules = new Rules(compiled, !acting.isEmpty(), closes);
    return compiled.problems().stream().map(Object::toString).toList();
  }

  /** Says how many nodes share the limits of throttles. */
  public void sharedBy(int nodes) {
    throttles.sharedBy(nodes);
  }

  /** Returns all counts by name. */
  public Map<String, Long> counters() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((count, adder) -> all.put(count.id(), adder.sum()));
    all.putAll(redactor.counters());
    return all;
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

  Throttles throttles() {
    return throttles;
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
