// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.LatencyHistogram;

/**
 * How the exchanges of an edge fared in some stretch of time. Those that a policy blocked are left
 * out: whoever is kept from what is forbidden is no sign that anything broke.
 *
 * @param exchanges exchanges that no policy blocked
 * @param failures of them, those that failed from the caller's point of view
 * @param latency how long their answers took
 */
record EdgeSample(long exchanges, long failures, LatencyHistogram latency) {
  static final EdgeSample NONE = new EdgeSample(0, 0, LatencyHistogram.NONE);

  EdgeSample {
    requireNonNull(latency, "latency");
  }

  static EdgeSample of(BlueprintEdge edge) {
    EdgeCounts counts = edge.traffic().total();
    long blocked = counts.answers().blocked();
    // A callee that nobody reaches any more may be what a roll-out broke.
    long missed = edge.missed().attempts().total();
    return new EdgeSample(
        Math.max(0, counts.exchanges() - blocked) + missed,
        Math.max(0, counts.failures() - blocked) + missed,
        counts.latency());
  }

  /** Returns what came on top of an earlier sample of the same edge. */
  EdgeSample since(EdgeSample earlier) {
    long[] counts = new long[LatencyHistogram.BUCKETS];
    add(counts, latency, 1);
    add(counts, earlier.latency, -1);
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.max(0, counts[i]);
    }
    return new EdgeSample(
        Math.max(0, exchanges - earlier.exchanges),
        Math.max(0, failures - earlier.failures),
        LatencyHistogram.of(0, counts));
  }

  /** Returns the share of exchanges that failed, 0 to 1. */
  double errorShare() {
    return exchanges == 0 ? 0 : (double) failures / exchanges;
  }

  /** Returns how many latencies are known. */
  long timed() {
    return answered().count();
  }

  /** Returns the latency that nine of ten exchanges did not exceed; -1 when none is known. */
  double p90Millis() {
    double nanos = answered().quantileNanos(0.9);
    return nanos < 0 ? -1 : nanos / 1e6;
  }

  /**
   * Nothing that travels takes less than a microsecond: the first bucket holds what was blocked.
   */
  private LatencyHistogram answered() {
    long[] counts = new long[LatencyHistogram.BUCKETS];
    add(counts, latency, 1);
    counts[0] = 0;
    return LatencyHistogram.of(0, counts);
  }

  private static void add(long[] counts, LatencyHistogram latency, int sign) {
    long[] own = latency.counts();
    for (int i = 0; i < own.length; i++) {
      counts[latency.offset() + i] += sign * own[i];
    }
  }
}
