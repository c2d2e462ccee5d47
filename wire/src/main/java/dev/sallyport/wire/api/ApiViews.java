// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.BlueprintOperation;
import dev.sallyport.blueprint.graph.BlueprintParty;
import dev.sallyport.blueprint.graph.MissedAttempts;
import dev.sallyport.blueprint.graph.OpenBefore;
import dev.sallyport.blueprint.graph.Provenance;
import dev.sallyport.blueprint.graph.Traffic;
import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.Attempts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.RulingCounts;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the domain into what the API says. */
public final class ApiViews {
  private ApiViews() {}

  /**
   * Returns the blueprint as the API says it.
   *
   * @param facts what Kubernetes says of workloads; those never seen in traffic appear as parties
   *     too
   */
  public static BlueprintView blueprint(Blueprint blueprint, Collection<WorkloadFacts> facts) {
    return new BlueprintView(
        blueprint.generatedAt(),
        new TimeRange(blueprint.from(), blueprint.to()),
        parties(blueprint.parties(), facts),
        blueprint.edges().stream().map(ApiViews::edge).toList(),
        provenance(blueprint.provenance()));
  }

  /** Returns an edge as the API says it. */
  public static EdgeView edge(BlueprintEdge edge) {
    Traffic traffic = edge.traffic();
    EdgeCounts total = traffic.total();
    boolean outside = edge.id().source() instanceof OutsideClient;
    return new EdgeView(
        edge.id().key(),
        edge.id().source().key(),
        edge.id().target().key(),
        edge.id().protocol().id(),
        kebab(edge.id().tier()),
        kebab(edge.id().vantage()),
        kebab(traffic.sourceProof()),
        kebab(traffic.targetProof()),
        total.exchanges(),
        total.failures(),
        rounded(traffic.ratePerSecond()),
        rounded(traffic.errorShare()),
        millis(traffic.p50Millis()),
        millis(traffic.p99Millis()),
        total.requestBytes(),
        total.responseBytes(),
        traffic.firstSeen(),
        traffic.lastSeen(),
        outside ? Math.round(total.outsideClients().estimate()) : null,
        visibility(traffic.visibility()),
        edge.operations().stream().limit(EdgeView.OPERATIONS_MAX).map(ApiViews::operation).toList(),
        Math.max(0, edge.operations().size() - EdgeView.OPERATIONS_MAX),
        DataViews.contents(edge),
        rulings(total.rulings()),
        null,
        attempts(edge),
        edge.openBefore() == 0 ? null : edge.openBefore());
  }

  private static @Nullable AttemptsView attempts(BlueprintEdge edge) {
    MissedAttempts missed = edge.missed();
    Attempts attempts = missed.attempts();
    if (attempts.total() == 0) {
      return null;
    }
    Map<String, Long> reasons = new LinkedHashMap<>();
    putSome(reasons, "refused", attempts.refused());
    putSome(reasons, "unreachable", attempts.unreachable());
    putSome(reasons, "no-answer", attempts.unanswered());
    putSome(reasons, "reset", attempts.reset());
    return new AttemptsView(
        attempts.total(),
        reasons,
        List.copyOf(missed.ports().ports()),
        missed.firstSeen(),
        missed.lastSeen(),
        missed.goingOn(),
        edge.neverReached());
  }

  private static @Nullable List<RulingView> rulings(RulingCounts rulings) {
    if (rulings.isNone()) {
      return null;
    }
    List<RulingView> said = new ArrayList<>();
    rulings
        .byKey()
        .forEach(
            (key, times) ->
                said.add(
                    new RulingView(
                        key.reason().policy().toString(),
                        key.reason().version(),
                        key.reason().rule(),
                        kebab(key.says()),
                        kebab(key.done()),
                        key.wouldBe(),
                        times.count(),
                        Instant.ofEpochMilli(times.lastMillis()))));
    return said;
  }

  /** Returns what a blueprint rests on as the API says it. */
  public static ProvenanceView provenance(Provenance provenance) {
    List<NodeProvenanceView> nodes =
        provenance.nodes().stream()
            .map(
                node ->
                    new NodeProvenanceView(
                        node.name(),
                        node.lastWindowAt(),
                        node.lastWindowAt() == null ? null : (double) node.lagSeconds(),
                        rounded(node.lostShare()),
                        node.connected()))
            .toList();
    OpenBefore old = provenance.openBefore();
    return new ProvenanceView(
        nodes,
        provenance.complete(),
        provenance.missing(),
        old.found() == 0 ? null : new OpenBeforeView(old.found(), old.open(), old.since()));
  }

  private static List<PartyView> parties(
      List<BlueprintParty> seen, Collection<WorkloadFacts> facts) {
    Map<String, WorkloadFacts> byKey = new HashMap<>();
    facts.forEach(each -> byKey.put(each.workload().key(), each));
    List<PartyView> parties = new ArrayList<>();
    for (BlueprintParty party : seen) {
      parties.add(PartyViews.seen(party, byKey.remove(party.party().key())));
    }
    byKey.values().forEach(each -> parties.add(PartyViews.unseen(each)));
    parties.sort((a, b) -> a.id().compareTo(b.id()));
    return parties;
  }

  private static OperationView operation(BlueprintOperation operation) {
    Traffic traffic = operation.traffic();
    EdgeCounts total = traffic.total();
    return new OperationView(
        key(operation.operation()),
        total.exchanges(),
        total.failures(),
        rounded(traffic.ratePerSecond()),
        rounded(traffic.errorShare()),
        millis(traffic.p50Millis()),
        millis(traffic.p99Millis()),
        statuses(total.answers()),
        total.requestBytes(),
        total.responseBytes(),
        total.answers().rows() == 0 ? null : total.answers().rows(),
        traffic.firstSeen(),
        traffic.lastSeen());
  }

  static String key(Operation operation) {
    boolean nameless = operation instanceof RawOperation raw && raw.port() == 0;
    return nameless ? "(other " + operation.protocol().id() + ")" : operation.key();
  }

  static Map<String, Long> statuses(AnswerCounts answers) {
    Map<String, Long> statuses = new LinkedHashMap<>();
    answers.byStatus().forEach((status, count) -> statuses.put(status.toString(), count));
    putSome(statuses, "other", answers.otherStatuses());
    putSome(statuses, "blocked", answers.blocked());
    putSome(statuses, "reset", answers.reset());
    putSome(statuses, "timed-out", answers.timedOut());
    putSome(statuses, "unseen", answers.unseen());
    return statuses;
  }

  private static void putSome(Map<String, Long> statuses, String name, long count) {
    if (count > 0) {
      statuses.put(name, count);
    }
  }

  private static List<VisibilityView> visibility(Visibility visibility) {
    List<VisibilityView> layers = new ArrayList<>();
    for (Layer layer : Layer.values()) {
      layers.add(
          new VisibilityView(kebab(layer), visibility.sees(layer), visibility.unseen().get(layer)));
    }
    return layers;
  }

  static String kebab(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static @Nullable Double quantile(LatencyHistogram latency, double share) {
    double nanos = latency.quantileNanos(share);
    return nanos < 0 ? null : rounded(nanos / 1_000_000);
  }

  private static @Nullable Double millis(double value) {
    return value < 0 ? null : rounded(value);
  }

  /** Four decimals: more would claim a precision that sketches do not have. */
  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
