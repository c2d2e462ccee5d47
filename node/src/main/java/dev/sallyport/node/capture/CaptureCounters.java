// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts from all threads. */
final class CaptureCounters {

  private final Map<CaptureCounter, LongAdder> counts = new EnumMap<>(CaptureCounter.class);

  CaptureCounters() {
    for (CaptureCounter each : CaptureCounter.values()) {
      counts.put(each, new LongAdder());
    }
  }

  void count(CaptureCounter counter) {
    add(counter, 1);
  }

  void add(CaptureCounter counter, long amount) {
    LongAdder count = counts.get(counter);
    if (count != null) {
      count.add(amount);
    }
  }

  Map<String, Long> snapshot() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((counter, count) -> all.put(counter.id(), count.sum()));
    return all;
  }
}
