// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.BlueprintOperation;
import dev.sallyport.blueprint.graph.DataFlow;
import dev.sallyport.blueprint.graph.DataFlows;
import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.FindingCounts;
import dev.sallyport.blueprint.summary.FindingKey;
import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.blueprint.summary.ValueSample;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Party;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns what detectors said into what the API says. */
public final class DataViews {
  private static final List<String> SEVERITIES = List.of("low", "medium", "high", "critical");

  private static final Comparator<FindingView> WORST_FIRST =
      Comparator.comparingInt((FindingView each) -> SEVERITIES.indexOf(each.severity()))
          .thenComparingDouble(FindingView::score)
          .thenComparingLong(FindingView::count)
          .reversed()
          .thenComparing(FindingView::edge)
          .thenComparing(FindingView::operation)
          .thenComparing(FindingView::detector);

  private DataViews() {}

  /** Returns a flow as the API says it. */
  public static DataFlowView flow(DataFlow flow, DataFlows flows) {
    SightingKey seen = flow.seen();
    SightingCounts counts = flow.counts();
    return new DataFlowView(
        flow.edge().key(),
        flow.edge().source().key(),
        flow.edge().target().key(),
        flow.edge().protocol().id(),
        ApiViews.key(flow.operation()),
        seen.dataClass().name(),
        ApiViews.kebab(seen.dataClass().group()),
        seen.rule(),
        direction(seen.direction()),
        part(seen),
        seen.place().name(),
        flow.sender().key(),
        flow.receiver().key(),
        flow.leaves(),
        counts.count(),
        counts.exchanges(),
        Math.round(counts.values().estimate()),
        counts.values().complete(),
        counts.masked(),
        fingerprints(counts.values()),
        flows.onwardTo(flow).stream().map(Party::key).toList(),
        Instant.ofEpochMilli(Math.min(counts.firstSeenMillis(), counts.lastSeenMillis())),
        Instant.ofEpochMilli(counts.lastSeenMillis()));
  }

  /** Returns the way of a value as the API says it. */
  public static DataTraceView trace(Instant now, long fingerprint, DataFlows flows) {
    DataFlows.Trace trace = flows.trace(fingerprint);
    TreeSet<String> classes = new TreeSet<>();
    trace.hops().forEach(hop -> classes.add(hop.flow().seen().dataClass().name()));
    return new DataTraceView(
        now,
        Fingerprints.text(fingerprint),
        List.copyOf(classes),
        trace.hops().stream()
            .map(hop -> new DataHopView(hop.step(), flow(hop.flow(), flows)))
            .toList(),
        trace.uncertain().isEmpty(),
        trace.uncertain().stream()
            .limit(DataTraceView.UNCERTAIN_MAX)
            .map(each -> flow(each, flows))
            .toList());
  }

  /** Returns all findings of a blueprint as the API says them, worst first. */
  public static List<FindingView> findings(Blueprint blueprint) {
    List<FindingView> findings = new ArrayList<>();
    for (BlueprintEdge edge : blueprint.edges()) {
      for (BlueprintOperation operation : edge.operations()) {
        operation
            .traffic()
            .total()
            .contents()
            .findings()
            .forEach((key, counts) -> findings.add(finding(edge, operation, key, counts)));
      }
    }
    findings.sort(WORST_FIRST);
    return findings;
  }

  /** Returns what was said of an edge in short; null when nobody looked into its contents. */
  static @Nullable ContentsView contents(BlueprintEdge edge) {
    ContentCounts counts = edge.traffic().total().contents();
    if (counts.isNone()) {
      return null;
    }
    List<DataSeenView> data = new ArrayList<>();
    counts.sightings().forEach((key, seen) -> data.add(seen(edge, key, seen)));
    List<FindingSeenView> findings = new ArrayList<>();
    for (Map.Entry<FindingKey, FindingCounts> each : counts.findings().entrySet()) {
      findings.add(found(each.getKey(), each.getValue()));
    }
    findings.sort(
        Comparator.comparingInt((FindingSeenView each) -> SEVERITIES.indexOf(each.severity()))
            .thenComparingDouble(FindingSeenView::score)
            .thenComparingLong(FindingSeenView::count)
            .reversed()
            .thenComparing(FindingSeenView::detector));
    return new ContentsView(
        counts.inspected(),
        counts.cut(),
        counts.unlisted(),
        data.subList(0, Math.min(ContentsView.LISTED_MAX, data.size())),
        Math.max(0, data.size() - ContentsView.LISTED_MAX),
        findings.subList(0, Math.min(ContentsView.LISTED_MAX, findings.size())),
        Math.max(0, findings.size() - ContentsView.LISTED_MAX));
  }

  private static DataSeenView seen(BlueprintEdge edge, SightingKey key, SightingCounts counts) {
    boolean request = key.direction() == Direction.FROM_CLIENT;
    Party receiver = request ? edge.id().target() : edge.id().source();
    return new DataSeenView(
        key.dataClass().name(),
        ApiViews.kebab(key.dataClass().group()),
        direction(key.direction()),
        part(key),
        key.place().name(),
        receiver instanceof ExternalHost,
        counts.count(),
        Math.round(counts.values().estimate()),
        counts.masked());
  }

  private static FindingSeenView found(FindingKey key, FindingCounts counts) {
    return new FindingSeenView(
        key.detector(),
        ApiViews.kebab(key.family()),
        ApiViews.kebab(counts.severity()),
        score(counts),
        key.place().part().name().toLowerCase(Locale.ROOT),
        key.place().name(),
        counts.count(),
        counts.evidence(),
        Instant.ofEpochMilli(counts.lastSeenMillis()));
  }

  private static FindingView finding(
      BlueprintEdge edge, BlueprintOperation operation, FindingKey key, FindingCounts counts) {
    return new FindingView(
        edge.id().key(),
        edge.id().source().key(),
        edge.id().target().key(),
        edge.id().protocol().id(),
        ApiViews.key(operation.operation()),
        key.detector(),
        ApiViews.kebab(key.family()),
        ApiViews.kebab(counts.severity()),
        score(counts),
        key.place().part().name().toLowerCase(Locale.ROOT),
        key.place().name(),
        counts.count(),
        counts.exchanges(),
        counts.evidence(),
        Instant.ofEpochMilli(Math.min(counts.firstSeenMillis(), counts.lastSeenMillis())),
        Instant.ofEpochMilli(counts.lastSeenMillis()));
  }

  private static List<String> fingerprints(ValueSample values) {
    List<String> texts = new ArrayList<>();
    for (int part = 0; part < values.keys(); part++) {
      for (long each : values.fingerprints(part)) {
        if (texts.size() < DataFlowView.FINGERPRINTS_MAX) {
          texts.add(Fingerprints.text(each));
        }
      }
    }
    return texts;
  }

  private static double score(FindingCounts counts) {
    return counts.scorePermille() / (double) FindingCounts.SCORE_MAX;
  }

  private static String direction(Direction direction) {
    return direction == Direction.FROM_CLIENT ? "request" : "answer";
  }

  private static String part(SightingKey key) {
    return key.place().part().name().toLowerCase(Locale.ROOT);
  }
}
