// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Unidentified;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Accumulates summaries into the blueprint. Not thread-safe: one thread at a time may call it; what
 * {@link #snapshot} returns is immutable and may go anywhere. Reads no clock.
 */
public final class LiveBlueprint {
  private static final Unidentified NOT_TOLD_APART = new Unidentified(Unidentified.Why.TABLE_FULL);

  private final BlueprintLimits limits;
  private final Map<EdgeId, EdgeRecord> edges = new HashMap<>();
  private final Map<String, NodeRecord> nodes = new HashMap<>();
  private final PartyLedger parties = new PartyLedger();
  private final AttemptRecords attempts;
  private final OldRecords old;
  private long firstSecond = Long.MAX_VALUE;
  private long endSecond = Long.MIN_VALUE;
  private long edgesFolded;

  /** Creates an empty blueprint. */
  public LiveBlueprint(BlueprintLimits limits) {
    this.limits = limits;
    this.attempts = new AttemptRecords(limits);
    this.old = new OldRecords(limits);
  }

  /** Counts a summary, once however often it is offered. */
  public Acceptance accept(Summary summary) {
    Acceptance acceptance =
        nodes
            .computeIfAbsent(summary.id().node(), name -> new NodeRecord(name, limits))
            .accept(summary);
    if (acceptance == Acceptance.ADDED) {
      Window window = summary.id().window();
      firstSecond = Math.min(firstSecond, window.startEpochSecond());
      endSecond = Math.max(endSecond, window.endEpochSecond());
      old.window(summary.id());
      summary.edges().forEach((key, counts) -> add(key, summary.id(), counts));
    }
    return acceptance;
  }

  /**
   * Returns the blueprint as it stands. Rates look back from the end of the latest window that
   * arrived, but never from after {@code now}, nor from more than 15 seconds before it: where
   * windows stop coming, rates fade and the provenance says why.
   *
   * @param now the moment, for lag
   * @param expected nodes that should report
   */
  public Blueprint snapshot(Instant now, Collection<ExpectedNode> expected) {
    boolean any = firstSecond != Long.MAX_VALUE;
    long second = now.getEpochSecond();
    long to = Math.max(Math.min(endSecond, second + 1), second - MissingFacts.LAG_SECONDS_MAX);
    long from = Math.min(to - 1, Math.max(firstSecond, to - limits.recentSeconds()));
    List<EdgeRecord> sorted = new ArrayList<>(edges.values());
    sorted.sort(Comparator.comparing(EdgeRecord::key));
    List<BlueprintEdge> edgesNow = sorted.stream().map(edge -> edge.edge(from, to)).toList();
    return new Blueprint(
        now,
        any ? Instant.ofEpochSecond(Math.min(firstSecond, second)) : now,
        any ? Instant.ofEpochSecond(Math.min(endSecond, second + 1)) : now,
        parties.list(),
        withOld(attempts.join(UnheardDenials.join(edgesNow), from, to), second),
        provenance(now, expected));
  }

  /** Connections from before capture began stand on the edges that they belong to, or alone. */
  private List<BlueprintEdge> withOld(List<BlueprintEdge> given, long second) {
    List<OldRecords.Open> open = old.open(second);
    if (open.isEmpty()) {
      return given;
    }
    EdgeHomes homes = new EdgeHomes(given);
    TreeMap<String, BlueprintEdge> all = new TreeMap<>();
    given.forEach(each -> all.put(each.id().key(), each));
    for (OldRecords.Open each : open) {
      BlueprintEdge home = homes.of(each.edge(), each.port());
      EdgeId id = home == null ? each.edge() : home.id();
      BlueprintEdge known = all.getOrDefault(id.key(), nothingSeen(each));
      all.put(id.key(), known.holding(each));
    }
    return List.copyOf(all.values());
  }

  private static BlueprintEdge nothingSeen(OldRecords.Open open) {
    Traffic nothing = new Traffic(open.counts().seenOnly(), 0, 0, -1, -1);
    return new BlueprintEdge(open.edge(), nothing, List.of(), 0, MissedAttempts.NONE, 0);
  }

  private void add(EdgeKey given, SummaryId summary, EdgeCounts counts) {
    Window window = summary.window();
    EdgeKey key =
        new EdgeKey(
            parties.known(given.source()),
            parties.known(given.target()),
            given.operation(),
            given.tier(),
            given.vantage());
    EdgeCounts reached = counts.seenOnly();
    if (reached != counts) {
      addAttempts(key, window, counts);
      old.add(key, summary, counts);
      if (reached.saysNothing()) {
        return;
      }
    }
    EdgeId id = EdgeId.of(key);
    EdgeKey counted = key;
    if (!edges.containsKey(id) && edges.size() >= limits.edgesMax()) {
      edgesFolded += reached.exchanges();
      counted = notToldApart(key);
      id = EdgeId.of(counted);
    }
    edges.computeIfAbsent(id, EdgeRecord::new).add(counted.operation(), window, reached, limits);
    parties.add(counted, reached);
  }

  private void addAttempts(EdgeKey key, Window window, EdgeCounts counts) {
    if (counts.reach().attempts().total() == 0) {
      parties.tried(key, counts);
      return;
    }
    EdgeKey counted = key;
    if (!attempts.knows(EdgeId.of(key)) && attempts.size() >= limits.edgesMax()) {
      edgesFolded += counts.reach().attempts().total();
      counted = notToldApart(key);
    }
    attempts.add(counted, window, counts);
    parties.tried(counted, counts);
  }

  private static EdgeKey notToldApart(EdgeKey key) {
    return new EdgeKey(
        NOT_TOLD_APART,
        NOT_TOLD_APART,
        new RawOperation(key.operation().protocol(), 0),
        key.tier(),
        key.vantage());
  }

  private Provenance provenance(Instant now, Collection<ExpectedNode> expected) {
    TreeMap<String, Boolean> connected = new TreeMap<>();
    nodes.keySet().forEach(name -> connected.put(name, false));
    expected.forEach(node -> connected.put(node.name(), node.connected()));
    long missingFrom = now.getEpochSecond() - MissingFacts.LOOK_BACK_SECONDS;
    List<NodeProvenance> lines = new ArrayList<>();
    MissingFacts missing = new MissingFacts();
    for (Map.Entry<String, Boolean> each : connected.entrySet()) {
      NodeRecord record = nodes.getOrDefault(each.getKey(), new NodeRecord(each.getKey(), limits));
      NodeProvenance line = record.provenance(now, each.getValue(), missingFrom);
      lines.add(line);
      missing.add(line, record.refusedExchanges());
    }
    missing.addNobody(lines.isEmpty());
    missing.addFolded(edgesFolded);
    return new Provenance(lines, missing.sentences(), old.sum(now.getEpochSecond()));
  }
}
