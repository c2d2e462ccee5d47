// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.node.admin.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How long the latest sandboxes took from being found to being proven captured. Keeps the latest
 * 512. Safe for any thread.
 */
final class CaptureTimes {
  private static final int KEPT = 512;
  private static final double NANOS_PER_SECOND = 1e9;

  private final long[] nanos = new long[KEPT];
  private int count;

  synchronized void add(long tookNanos) {
    nanos[count % KEPT] = tookNanos;
    count++;
  }

  /** Returns median and maximum in seconds; nothing before the first. */
  synchronized List<Metric> metrics() {
    if (count == 0) {
      return List.of();
    }
    long[] sorted = Arrays.copyOf(nanos, Math.min(count, KEPT));
    Arrays.sort(sorted);
    return List.of(
        quantile("0.5", sorted[(sorted.length - 1) / 2]), quantile("1", sorted[sorted.length - 1]));
  }

  private static Metric quantile(String which, long took) {
    return new Metric(
        "sallyport_capture_seconds",
        "Time from finding a sandbox to the proof of its capture, of the latest 512.",
        Metric.Type.GAUGE,
        Map.of("quantile", which),
        took / NANOS_PER_SECOND);
  }
}
