// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Counts since first seen, and window by window for as long as rates look back. */
final class TrafficCounter {
  /** Windows of all nodes are aligned and so share entries; only odd lengths add some. */
  private static final int RECENT_MAX = 256;

  private EdgeCounts total = EdgeCounts.NONE;
  private final TreeMap<Window, Recent> recent = new TreeMap<>();

  void add(Window window, EdgeCounts counts, BlueprintLimits limits) {
    total =
        total
            .plus(counts)
            .contentsWithin(limits.sightingsMax(), limits.findingsMax())
            .rulingsWithin(limits.rulingsMax());
    recent.merge(
        window,
        new Recent(window, counts.exchanges(), counts.failures(), counts.latency()),
        Recent::plus);
    forget(window.endEpochSecond() - 2L * limits.recentSeconds());
  }

  EdgeCounts total() {
    return total;
  }

  /**
   * Returns the traffic with rates over the seconds from {@code from} to {@code to}. A window that
   * is only partly in them counts with the part that is.
   */
  Traffic traffic(long from, long to) {
    double exchanges = 0;
    double failures = 0;
    List<LatencyHistogram> latencies = new ArrayList<>(recent.size());
    for (Recent each : recent.values()) {
      double share = each.share(from, to);
      if (share > 0) {
        exchanges += each.exchanges * share;
        failures += each.failures * share;
        latencies.add(each.latency);
      }
    }
    LatencyHistogram latency = LatencyHistogram.sum(latencies);
    LatencyHistogram shown = latency.count() > 0 ? latency : total.latency();
    double seconds = Math.max(1, to - from);
    return new Traffic(
        total,
        exchanges / seconds,
        exchanges > 0 ? failures / exchanges : 0,
        millis(shown, 0.50),
        millis(shown, 0.99));
  }

  private void forget(long before) {
    if (recent.firstKey().endEpochSecond() >= before && recent.size() <= RECENT_MAX) {
      return;
    }
    recent.values().removeIf(each -> each.window.endEpochSecond() < before);
    while (recent.size() > RECENT_MAX) {
      recent.pollFirstEntry();
    }
  }

  private static double millis(LatencyHistogram latency, double share) {
    double nanos = latency.quantileNanos(share);
    return nanos < 0 ? -1 : nanos / 1_000_000;
  }

  private record Recent(Window window, long exchanges, long failures, LatencyHistogram latency) {
    Recent plus(Recent other) {
      return new Recent(
          window,
          exchanges + other.exchanges,
          failures + other.failures,
          latency.plus(other.latency));
    }

    double share(long from, long to) {
      long overlap =
          Math.min(to, window.endEpochSecond()) - Math.max(from, window.startEpochSecond());
      return overlap <= 0 ? 0 : (double) overlap / window.lengthSeconds();
    }
  }
}
