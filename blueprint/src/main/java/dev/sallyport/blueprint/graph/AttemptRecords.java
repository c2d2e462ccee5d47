// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.Attempts;
import dev.sallyport.blueprint.summary.DialledPorts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.Reach;
import dev.sallyport.blueprint.summary.RulingCounts;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.RawOperation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that reached nobody, kept beside the edges: in which protocol they would have spoken is
 * known from the connections of the same ends and port that did reach somebody, if at all.
 */
final class AttemptRecords {
  /** Ports of one caller and callee that are told apart; a scanner tries them all. */
  private static final int PORTS_MAX = 32;

  private static final int OTHER_PORTS = 0;

  private final BlueprintLimits limits;
  private final Map<EdgeId, TreeMap<Integer, TrafficCounter>> byEdge = new HashMap<>();

  AttemptRecords(BlueprintLimits limits) {
    this.limits = limits;
  }

  void add(EdgeKey key, Window window, EdgeCounts counts) {
    TreeMap<Integer, TrafficCounter> ports =
        byEdge.computeIfAbsent(EdgeId.of(key), _ -> new TreeMap<>());
    int port = key.operation() instanceof RawOperation raw ? raw.port() : only(counts.reach());
    if (!ports.containsKey(port) && ports.size() >= PORTS_MAX) {
      port = OTHER_PORTS;
    }
    ports.computeIfAbsent(port, _ -> new TrafficCounter()).add(window, attemptsOf(counts), limits);
  }

  /** Returns whether attempts of that name are told apart already. */
  boolean knows(EdgeId id) {
    return byEdge.containsKey(id);
  }

  int size() {
    return byEdge.size();
  }

  /**
   * Returns the edges, each with the attempts that belong to it, and an edge of their own for those
   * that belong to none.
   *
   * @param edges what reached somebody
   * @param from start of the seconds that rates are taken over
   * @param to their end
   */
  List<BlueprintEdge> join(List<BlueprintEdge> edges, long from, long to) {
    if (byEdge.isEmpty()) {
      return edges;
    }
    EdgeHomes homes = new EdgeHomes(edges);
    Map<EdgeId, MissedAttempts> joined = new HashMap<>();
    Map<EdgeId, RulingCounts> rulings = new HashMap<>();
    Map<EdgeId, EdgeCounts> alone = new HashMap<>();
    byEdge.forEach(
        (id, ports) ->
            ports.forEach(
                (port, counter) -> {
                  BlueprintEdge home = homes.of(id, port);
                  joined.merge(
                      home == null ? id : home.id(),
                      missed(port, counter, home, from, to),
                      MissedAttempts::plus);
                  if (home == null) {
                    alone.merge(id, counter.total(), EdgeCounts::plus);
                  } else {
                    rulings.merge(home.id(), counter.total().rulings(), RulingCounts::plus);
                  }
                }));
    List<BlueprintEdge> all = new ArrayList<>(edges.size() + alone.size());
    edges.forEach(
        each -> {
          MissedAttempts own = joined.get(each.id());
          all.add(
              own == null
                  ? each
                  : each.with(own, rulings.getOrDefault(each.id(), RulingCounts.NONE)));
        });
    alone.forEach((id, counts) -> all.add(alone(id, counts, joined.get(id))));
    all.sort(Comparator.comparing(each -> each.id().key()));
    return all;
  }

  private static BlueprintEdge alone(
      EdgeId id, EdgeCounts counts, @Nullable MissedAttempts missed) {
    Traffic nothing = new Traffic(counts.seenOnly(), 0, 0, -1, -1);
    BlueprintEdge edge = new BlueprintEdge(id, nothing, List.of(), 0, MissedAttempts.NONE, 0);
    return missed == null ? edge : edge.with(missed, RulingCounts.NONE);
  }

  private static MissedAttempts missed(
      int port, TrafficCounter counter, @Nullable BlueprintEdge home, long from, long to) {
    EdgeCounts total = counter.total();
    Attempts attempts = total.reach().attempts();
    long age = to - attempts.lastMillis() / 1000;
    boolean reachedSince =
        home != null && home.traffic().total().lastSeenMillis() >= attempts.lastMillis();
    boolean goingOn = age <= MissedAttempts.QUIET_SECONDS || (!reachedSince && age <= to - from);
    return new MissedAttempts(
        attempts,
        port == OTHER_PORTS ? DialledPorts.NONE : DialledPorts.of(List.of(port)),
        Instant.ofEpochMilli(Math.min(total.firstSeenMillis(), attempts.lastMillis())),
        counter.traffic(from, to).ratePerSecond(),
        goingOn);
  }

  /** Returns as many exchanges as there were attempts, and nothing of what others said. */
  private static EdgeCounts attemptsOf(EdgeCounts counts) {
    Attempts attempts = counts.reach().attempts();
    EdgeCounts none = EdgeCounts.NONE;
    return new EdgeCounts(
        attempts.total(),
        attempts.total(),
        none.answers(),
        0,
        0,
        none.latency(),
        none.outsideClients(),
        counts.firstSeenMillis(),
        attempts.lastMillis(),
        counts.sourceProof(),
        counts.targetProof(),
        counts.visibility(),
        none.contents(),
        none.api(),
        // Of a connection of its own; else they stay with the exchanges of the edge.
        counts.exchanges() == attempts.total() ? counts.rulings() : none.rulings(),
        new Reach(counts.reach().ports(), attempts));
  }

  private static int only(Reach reach) {
    return reach.ports().ports().size() == 1 ? reach.ports().ports().first() : OTHER_PORTS;
  }
}
