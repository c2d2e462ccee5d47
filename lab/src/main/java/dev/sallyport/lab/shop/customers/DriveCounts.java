// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.customers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Exactly what customers sent and got. Usable from any thread.
 *
 * <p>As JSON: {@code sent}, {@code answered}, {@code unexpected} (answered otherwise than it should
 * be), {@code broken} (no whole answer), {@code connections}, {@code p50Millis}, {@code p99Millis},
 * {@code complete} (no more will follow), {@code because} (why the first ones broke, and when) and
 * {@code lines} with {@code method}, {@code template}, {@code status} (0 when broken) and {@code
 * count}.
 */
public final class DriveCounts {
  private static final int LATENCIES_KEPT = 1 << 16;
  private static final int REASONS_KEPT = 5;

  private final Map<Line, LongAdder> lines = new ConcurrentHashMap<>();
  private final LongAdder sent = new LongAdder();
  private final LongAdder unexpected = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong timed = new AtomicLong();
  private final Queue<String> because = new ArrayBlockingQueue<>(REASONS_KEPT);
  private final long[] latencyNanos = new long[LATENCIES_KEPT];
  private volatile boolean complete;

  void connected() {
    connections.increment();
  }

  void sending() {
    sent.increment();
  }

  /** Counts an answer that was waited for, whatever it is; status 0 for none. */
  void awaited(Errand errand, int status) {
    count(errand, status);
    if (status > 0) {
      answered.getAndIncrement();
    }
  }

  void got(Errand errand, CustomerConnection.Got got) {
    count(errand, got.status());
    if (got.status() != errand.expected()) {
      unexpected.increment();
    }
    answered.getAndIncrement();
    latencyNanos[(int) (timed.getAndIncrement() % LATENCIES_KEPT)] = got.nanos();
  }

  void broke(Errand errand, Exception why) {
    count(errand, 0);
    broken.increment();
    because.offer(Instant.now() + " " + errand.method() + " " + errand.template() + ": " + why);
  }

  void completed() {
    complete = true;
  }

  /** Returns how many requests were sent. */
  public long sent() {
    return sent.sum();
  }

  /** Returns how many requests had no answer or another one than expected. */
  public long failed() {
    return unexpected.sum() + broken.sum();
  }

  /** Returns how many connections were opened. */
  public long connections() {
    return connections.sum();
  }

  /** Returns how many requests with this method, template and status were counted. */
  public long count(String method, String template, int status) {
    LongAdder count = lines.get(new Line(method, template, status));
    return count == null ? 0 : count.sum();
  }

  /** Returns the counts as JSON. */
  public ObjectNode json() {
    ObjectNode root = Json.object();
    root.put("sent", sent.sum()).put("answered", answered.get());
    root.put("unexpected", unexpected.sum()).put("broken", broken.sum());
    root.put("connections", connections.sum()).put("complete", complete);
    long[] sorted = Arrays.copyOf(latencyNanos, (int) Math.min(timed.get(), LATENCIES_KEPT));
    Arrays.sort(sorted);
    root.put("p50Millis", millis(sorted, 0.5)).put("p99Millis", millis(sorted, 0.99));
    ArrayNode reasons = root.putArray("because");
    because.forEach(reasons::add);
    ArrayNode array = root.putArray("lines");
    lines.entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(
                Comparator.comparing(Line::template)
                    .thenComparing(Line::method)
                    .thenComparing(Line::status)))
        .forEach(
            entry ->
                array
                    .addObject()
                    .put("method", entry.getKey().method())
                    .put("template", entry.getKey().template())
                    .put("status", entry.getKey().status())
                    .put("count", entry.getValue().sum()));
    return root;
  }

  private static double millis(long[] sortedNanos, double share) {
    return sortedNanos.length == 0
        ? 0
        : sortedNanos[(int) (share * (sortedNanos.length - 1))] / 1_000 / 1e3;
  }

  private void count(Errand errand, int status) {
    Line line = new Line(errand.method(), errand.template(), status);
    lines.computeIfAbsent(line, _ -> new LongAdder()).increment();
  }

  /** What is counted together; status 0 for no answer. */
  private record Line(String method, String template, int status) {}
}
