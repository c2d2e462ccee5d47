// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.EdgeId;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Party;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.kube.PolicyStatus.Rollback;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watches policies that asked to be rolled back by themselves. When such a policy begins to act, or
 * acts on more pods, what every edge was until then is marked; afterwards each edge of a workload
 * that it protects is held against its mark, and what it denies, or would deny on the pods on which
 * it does not act yet, against what came through before.
 *
 * <p>Marks are kept in memory: after a restart of control errors and latency are compared with what
 * was until the restart. {@link #judge} is called by one thread, {@link #said} by any.
 */
final class RolloutWatch {
  /** Policies that are watched at once; of others only denials are looked at. */
  private static final int WATCHED_MAX = 64;

  private final DepartureTest test;
  private final Map<PolicyId, Mark> marks = new HashMap<>();
  private final Map<PolicyId, String> said = new ConcurrentHashMap<>();

  /** What every edge was when a version of a policy began to act on so many pods. */
  private record Mark(long version, int percent, Instant at, Map<EdgeId, Edge> edges) {
    boolean isOf(Policy policy) {
      return version == policy.version() && percent == policy.enforcedPercent();
    }
  }

  private record Edge(EdgeSample sample, Instant firstSeen) {}

  private record Compared(BlueprintEdge edge, EdgeSample before, EdgeSample after) {}

  RolloutWatch(DepartureTest test) {
    this.test = requireNonNull(test, "test");
  }

  /** Returns what the watch found of a policy so far; empty when it is not watched. */
  Optional<String> said(PolicyId id) {
    return Optional.ofNullable(said.get(id));
  }

  /** Forgets policies that are not there any more. */
  void retain(Collection<PolicyId> ids) {
    marks.keySet().retainAll(ids);
    said.keySet().retainAll(ids);
  }

  /** Returns why the policy has to go back to observing, or empty when it has not. */
  Optional<Rollback> judge(PolicyEntry entry, Blueprint blueprint, Instant now) {
    Policy policy = entry.inForce().orElse(null);
    if (policy == null || policy.mode() != Mode.ENFORCE || !asked(entry)) {
      marks.remove(entry.id());
      said.remove(entry.id());
      return Optional.empty();
    }
    Optional<String> why =
        LegitimateDenials.find(policy, entry.seenAt(), blueprint, test.knownMin())
            .or(() -> departed(policy, blueprint, now));
    why.ifPresent(_ -> marks.remove(entry.id()));
    return why.map(
        because ->
            new Rollback(
                policy.version(), now.truncatedTo(ChronoUnit.SECONDS).toString(), because));
  }

  static boolean asked(PolicyEntry entry) {
    return entry.object().at("/spec/rollout/automaticRollback").asBoolean()
        || !entry.steps().isEmpty();
  }

  private Optional<String> departed(Policy policy, Blueprint blueprint, Instant now) {
    Mark mark = marks.get(policy.id());
    if (mark == null || !mark.isOf(policy) || outdated(mark, blueprint)) {
      if (mark != null || marks.size() < WATCHED_MAX) {
        marks.put(policy.id(), mark(policy, blueprint, now));
      }
      said.put(policy.id(), "watched since " + now.truncatedTo(ChronoUnit.SECONDS));
      return Optional.empty();
    }
    if (now.isAfter(mark.at().plus(test.watch()))) {
      said.put(
          policy.id(),
          "held: nothing departed in the %d minutes after the change"
              .formatted(test.watch().toMinutes()));
      return Optional.empty();
    }
    List<Compared> own = new ArrayList<>();
    List<Double> elsewhere = new ArrayList<>();
    for (BlueprintEdge edge : blueprint.edges()) {
      Compared compared = compared(edge, mark);
      if (protects(policy, edge.id().source()) || protects(policy, edge.id().target())) {
        own.add(compared);
      } else {
        test.slowdown(compared.before(), compared.after()).ifPresent(elsewhere::add);
      }
    }
    long exchanges = own.stream().mapToLong(each -> each.after().exchanges()).sum();
    said.put(
        policy.id(),
        "watched since %s: %d exchanges on %d edges, nothing departed"
            .formatted(mark.at().truncatedTo(ChronoUnit.SECONDS), exchanges, own.size()));
    double slower = median(elsewhere);
    return own.stream().flatMap(each -> departure(each, slower).stream()).findFirst();
  }

  private Optional<String> departure(Compared each, double elsewhere) {
    return test.errors(each.before(), each.after())
        .or(() -> test.latency(each.before(), each.after(), elsewhere))
        .map(
            what ->
                "from %s to %s (%s) %s"
                    .formatted(
                        each.edge().id().source().displayName(),
                        each.edge().id().target().displayName(),
                        each.edge().id().protocol().id(),
                        what));
  }

  /** What was before the mark became known after it: the picture was rebuilt from the database. */
  private static boolean outdated(Mark mark, Blueprint blueprint) {
    return blueprint.edges().stream()
        .anyMatch(
            edge -> {
              Edge before = mark.edges().get(edge.id());
              Instant first = edge.traffic().firstSeen();
              return before == null
                  ? first.isBefore(mark.at().minus(1, ChronoUnit.MINUTES))
                  : first.isBefore(before.firstSeen());
            });
  }

  private static Mark mark(Policy policy, Blueprint blueprint, Instant now) {
    Map<EdgeId, Edge> edges = HashMap.newHashMap(blueprint.edges().size());
    for (BlueprintEdge each : blueprint.edges()) {
      edges.put(each.id(), new Edge(EdgeSample.of(each), each.traffic().firstSeen()));
    }
    return new Mark(policy.version(), policy.enforcedPercent(), now, edges);
  }

  private static Compared compared(BlueprintEdge edge, Mark mark) {
    Edge known = mark.edges().get(edge.id());
    EdgeSample before = known == null ? EdgeSample.NONE : known.sample();
    return new Compared(edge, before, EdgeSample.of(edge).since(before));
  }

  private static boolean protects(Policy policy, Party party) {
    return party instanceof Workload workload && policy.protects().matches(workload);
  }

  private static double median(List<Double> factors) {
    if (factors.isEmpty()) {
      return 1;
    }
    Collections.sort(factors);
    return factors.get(factors.size() / 2);
  }
}
