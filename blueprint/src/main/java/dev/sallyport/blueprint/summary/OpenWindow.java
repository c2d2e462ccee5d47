// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import dev.sallyport.model.ApiFacts;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one {@link SummaryBuilder} in one window. Belongs to the builder's event loop
 * until {@link SummaryBuilder#swap} returns it, then to whoever it was returned to.
 */
public final class OpenWindow {
  private static final Visibility FOLDED =
      Visibility.below(Layer.OPERATION, "more operations in one window than the node tells apart");
  private static final Unidentified NOT_TOLD_APART = new Unidentified(Unidentified.Why.TABLE_FULL);

  private final SummaryLimits limits;
  private final EdgeTable edges;
  private final EdgeTable pairs;
  private final EdgeTable rest;
  private final Map<String, long[]> limitsHit = new HashMap<>();
  private final Allowance claims;
  long bytesSeen;
  long connections;
  long connectionsUnobserved;
  long exchangesDropped;
  private long exchangesFolded;

  /** Creates an empty window. */
  public OpenWindow(SummaryLimits limits) {
    this.limits = limits;
    this.edges = new EdgeTable(limits.edgesMax());
    this.pairs = new EdgeTable(limits.pairsMax());
    // Tiers, vantages and protocols bound this one by themselves.
    this.rest = new EdgeTable(256);
    this.claims = new Allowance(limits.claimsMax(), this::limitHit);
  }

  /** Returns what was counted, as a summary of that name. */
  public Summary freeze(SummaryId id) {
    Map<EdgeKey, EdgeCounts> counts = new HashMap<>();
    edges.freezeInto(counts);
    pairs.freezeInto(counts);
    rest.freezeInto(counts);
    SampleBudget.keep(counts, limits.fingerprints(bytesSeen));
    TreeMap<String, Long> hits = new TreeMap<>();
    limitsHit.forEach((name, count) -> hits.put(name, count[0]));
    return new Summary(
        id,
        counts,
        new NodeTally(
            bytesSeen,
            connections,
            exchangesDropped,
            exchangesFolded,
            connectionsUnobserved,
            hits));
  }

  /**
   * Forgets all counts; edges in use stay known, up to the limit, so that they need no allocation.
   */
  public void clear() {
    edges.clear(limits.edgesKeptIdle());
    pairs.clear(0);
    rest.clear(0);
    limitsHit.clear();
    claims.clear();
    bytesSeen = 0;
    connections = 0;
    connectionsUnobserved = 0;
    exchangesDropped = 0;
    exchangesFolded = 0;
  }

  void add(
      Exchange exchange,
      long outsideClient,
      @Nullable Contents contents,
      @Nullable Ruling ruling,
      WindowClock clock) {
    EdgeCounter counter = counter(exchange.conversation(), exchange.operation());
    if (counter == null) {
      exchangesFolded++;
      counter = folded(exchange.operation(), exchange.conversation());
    }
    counter.add(exchange, outsideClient, clock, limits.statusesMax());
    if (contents != null) {
      counter.add(contents, exchange, clock, limits, claims);
    }
    if (ruling != null) {
      long ended = exchange.startedAtNanos() + Math.max(0, exchange.durationNanos());
      counter.add(ruling, exchange.conversation(), ended, clock, limits, claims);
    }
  }

  void addOld(Exchange exchange, long outsideClient, WindowClock clock) {
    EdgeCounter counter = counter(exchange.conversation(), exchange.operation());
    if (counter == null) {
      exchangesFolded++;
      counter = folded(exchange.operation(), exchange.conversation());
    }
    counter.add(exchange, outsideClient, clock, limits.statusesMax());
    counter.addOld();
  }

  void openOld(
      Conversation setting,
      Operation operation,
      Visibility seen,
      long connections,
      long nowNanos,
      WindowClock clock) {
    EdgeCounter counter = counter(setting, operation);
    if (counter == null) {
      counter = folded(operation, setting);
    }
    counter.openOld(setting, seen, connections, nowNanos, clock);
  }

  void addContents(
      Conversation setting,
      Operation operation,
      Contents contents,
      long nowNanos,
      WindowClock clock) {
    EdgeCounter counter = counter(setting, operation);
    if (counter == null) {
      counter = folded(operation, setting);
    }
    counter.addMore(contents, setting, nowNanos, clock, limits, claims);
  }

  void addRuling(
      Conversation setting, Operation operation, Ruling ruling, long nowNanos, WindowClock clock) {
    EdgeCounter counter = counter(setting, operation);
    if (counter == null) {
      counter = folded(operation, setting);
    }
    counter.add(ruling, setting, nowNanos, clock, limits, claims);
  }

  void addApi(
      Conversation setting, Operation operation, ApiFacts facts, long nowNanos, WindowClock clock) {
    EdgeCounter counter = counter(setting, operation);
    if (counter != null) {
      counter.add(facts, setting, nowNanos, clock, claims);
    }
  }

  void addBytes(
      Conversation setting,
      Operation operation,
      Visibility seen,
      long fromClient,
      long fromServer,
      long nowNanos,
      WindowClock clock) {
    EdgeCounter counter = counter(setting, operation);
    if (counter == null) {
      counter = folded(operation, setting);
    }
    counter.addBytes(setting, seen, fromClient, fromServer, nowNanos, clock);
  }

  private @Nullable EdgeCounter counter(Conversation setting, Operation operation) {
    return edges.find(
        setting.source().party(),
        setting.target().party(),
        operation,
        setting.tier(),
        setting.vantage());
  }

  void limitHit(String name) {
    limitsHit.computeIfAbsent(name, unused -> new long[1])[0]++;
  }

  private EdgeCounter folded(Operation operation, Conversation setting) {
    limitHit("summary.edges");
    Operation others = new RawOperation(operation.protocol(), 0);
    CaptureTier tier = setting.tier();
    Vantage vantage = setting.vantage();
    Party source = setting.source().party();
    Party target = setting.target().party();
    EdgeCounter counter = pairs.find(source, target, others, tier, vantage);
    if (counter == null) {
      limitHit("summary.pairs");
      counter = rest.find(NOT_TOLD_APART, NOT_TOLD_APART, others, tier, vantage);
    }
    if (counter == null) {
      throw new AssertionError("more protocols than " + rest);
    }
    counter.restrict(FOLDED);
    return counter;
  }
}
