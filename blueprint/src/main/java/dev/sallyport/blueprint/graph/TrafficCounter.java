// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.Window;
import java.util.ArrayDeque;
import java.util.Iterator;

/** Counts since first seen, and window by window for as long as rates look back. */
final class TrafficCounter {
  /** Nodes close windows independently, so a few of each length may be in the look-back at once. */
  private static final int RECENT_MAX = 512;

  private EdgeCounts total = EdgeCounts.NONE;
  private final ArrayDeque<Recent> recent = new ArrayDeque<>();

  void add(Window window, EdgeCounts counts, int recentSeconds) {
    total = total.plus(counts);
    Recent last = recent.peekLast();
    if (last != null && last.window.equals(window)) {
      recent.removeLast();
      recent.addLast(last.plus(counts));
    } else {
      recent.addLast(new Recent(window, counts.exchanges(), counts.failures(), counts.latency()));
    }
    forget(window.endEpochSecond() - 2L * recentSeconds);
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
    LatencyHistogram latency = LatencyHistogram.NONE;
    for (Recent each : recent) {
      double share = each.share(from, to);
      if (share > 0) {
        exchanges += each.exchanges * share;
        failures += each.failures * share;
        latency = latency.plus(each.latency);
      }
    }
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
    Iterator<Recent> each = recent.iterator();
    while (each.hasNext()) {
      if (each.next().window.endEpochSecond() < before) {
        each.remove();
      }
    }
    while (recent.size() > RECENT_MAX) {
      recent.removeFirst();
    }
  }

  private static double millis(LatencyHistogram latency, double share) {
    double nanos = latency.quantileNanos(share);
    return nanos < 0 ? -1 : nanos / 1_000_000;
  }

  private record Recent(Window window, long exchanges, long failures, LatencyHistogram latency) {
    Recent plus(EdgeCounts counts) {
      return new Recent(
          window,
          exchanges + counts.exchanges(),
          failures + counts.failures(),
          latency.plus(counts.latency()));
    }

    double share(long from, long to) {
      long overlap =
          Math.min(to, window.endEpochSecond()) - Math.max(from, window.startEpochSecond());
      return overlap <= 0 ? 0 : (double) overlap / window.lengthSeconds();
    }
  }
}
