// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.OldConnections;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.model.Layer;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections that were open before capture began, kept beside the edges: as long as one is open,
 * its edge is not wholly seen; afterwards it is past. Whether one is open a node says anew in each
 * window, so nothing has to be remembered over a restart, and nothing fades by time alone.
 */
final class OldRecords {
  /** A node that says nothing for so long is not known to have them open. */
  private static final long SILENT_SECONDS = 60;

  private record Place(EdgeId edge, int port) {}

  private record Said(long windowEnd, long open, EdgeCounts counts) {}

  /** What one life of a node program found. */
  private static final class Life {
    private final String boot;
    private long from = Long.MAX_VALUE;
    private long latestEnd = Long.MIN_VALUE;
    private long found;
    private final Map<Place, Said> open = new HashMap<>();

    Life(String boot) {
      this.boot = boot;
    }
  }

  /** One edge's connections that are open still. */
  record Open(EdgeId edge, int port, long connections, EdgeCounts counts) {
    Visibility visibility() {
      return Visibility.below(
          Layer.PROTOCOL,
          connections == 1
              ? "a connection that was open before capture began is still open"
              : "connections that were open before capture began are still open");
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
    life.found += old.found();
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
    long found = 0;
    long from = Long.MAX_VALUE;
    for (Life each : lives.values()) {
      found += each.found;
      from = Math.min(from, each.from);
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
    return all;
  }
}
