// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.OldConnections;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.model.Layer;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Connections that were open before capture began, kept beside the edges: as long as one is open,
 * its edge is not wholly seen; afterwards it is past. Whether one is open a node says anew in each
 * window, so nothing has to be remembered over a restart, and nothing fades by time alone.
 */
final class OldRecords {
  private static final Visibility STILL_OPEN =
      Visibility.below(
          Layer.PROTOCOL, "connections that were open before capture began are still open");

  /** A node that says nothing for so long is not known to have them open. */
  private static final long SILENT_SECONDS = 60;

  private record Place(EdgeId edge, int port) {}

  private record Said(long windowEnd, long open, EdgeCounts counts) {}

  /** What one life of a node program found. */
  private static final class Life {
    private final String boot;
    private long from = Long.MAX_VALUE;
    private long latestEnd = Long.MIN_VALUE;
    private final Map<EdgeId, Long> found = new HashMap<>();
    private final Map<Place, Said> open = new HashMap<>();

    Life(String boot) {
      this.boot = boot;
    }
  }

  /** One edge's connections that are open still. */
  record Open(EdgeId edge, int port, long connections, EdgeCounts counts) {
    Visibility visibility() {
      return STILL_OPEN;
    }
  }

  private final int most;
  private final Map<String, Life> lives = new HashMap<>();

  OldRecords(BlueprintLimits limits) {
    this.most = limits.edgesMax();
  }

  /** Notes that a window of a node has come, whatever is in it. */
  void window(SummaryId id) {
    Life life = lives.get(id.node());
    long start = id.window().startEpochSecond();
    if (life == null || (!life.boot.equals(id.boot()) && start >= life.latestEnd)) {
      life = new Life(id.boot());
      lives.put(id.node(), life);
    }
    if (life.boot.equals(id.boot())) {
      life.latestEnd = Math.max(life.latestEnd, id.window().endEpochSecond());
    }
  }

  void add(EdgeKey key, SummaryId id, EdgeCounts counts) {
    Life life = lives.get(id.node());
    OldConnections old = counts.reach().old();
    if (life == null || !life.boot.equals(id.boot()) || old.equals(OldConnections.NONE)) {
      return;
    }
    if (old.found() > 0 && (life.found.size() < most || life.found.containsKey(EdgeId.of(key)))) {
      life.found.merge(EdgeId.of(key), old.found(), Long::sum);
    }
    life.from = Math.min(life.from, counts.firstSeenMillis());
    long end = id.window().endEpochSecond();
    int port = key.operation() instanceof RawOperation raw ? raw.port() : 0;
    Place place = new Place(EdgeId.of(key), port);
    Said before = life.open.get(place);
    if (old.open() > 0 && (before == null ? life.open.size() < most : before.windowEnd() <= end)) {
      life.open.put(place, new Said(end, old.open(), counts));
    }
  }

  /** Returns the sum over all nodes. */
  OpenBefore sum(long now) {
    Map<EdgeId, Long> all = new HashMap<>();
    long from = Long.MAX_VALUE;
    for (Life each : lives.values()) {
      each.found.forEach((edge, times) -> all.merge(edge, times, Long::sum));
      from = Math.min(from, each.from);
    }
    long found = 0;
    for (Map.Entry<EdgeId, Long> each : all.entrySet()) {
      found += toldByServer(each.getKey(), all.keySet()) ? 0 : each.getValue();
    }
    long open = open(now).stream().mapToLong(Open::connections).sum();
    return found == 0
        ? OpenBefore.NONE
        : new OpenBefore(found, Math.min(found, open), Instant.ofEpochMilli(from));
  }

  /** Returns those that are open still, by edge and port; those of several nodes apart. */
  List<Open> open(long now) {
    List<Open> all = new ArrayList<>();
    for (Life life : lives.values()) {
      life.open.values().removeIf(said -> said.windowEnd() < life.latestEnd);
      if (now - life.latestEnd <= SILENT_SECONDS) {
        life.open.forEach(
            (place, said) ->
                all.add(new Open(place.edge(), place.port(), said.open(), said.counts())));
      }
    }
    Set<EdgeId> edges = all.stream().map(Open::edge).collect(Collectors.toSet());
    all.removeIf(each -> toldByServer(each.edge(), edges));
    return all;
  }

  /**
   * Who dialled the address of a Service cannot tell which pod took the connection, nor whether
   * that is captured. Where the callee's side tells of connections of the same two, they are these.
   */
  private static boolean toldByServer(EdgeId edge, Set<EdgeId> edges) {
    return edge.vantage() == Vantage.CLIENT
        && edges.contains(
            new EdgeId(edge.source(), edge.target(), edge.protocol(), edge.tier(), Vantage.SERVER));
  }
}
