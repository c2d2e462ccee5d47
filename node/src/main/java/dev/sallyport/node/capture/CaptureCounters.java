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

  /** Counts the end of a relayed connection. */
  void closed(CloseReason why) {
    count(CaptureCounter.CONNECTIONS_CLOSED);
    switch (why) {
      case CLIENT_RESET -> count(CaptureCounter.CONNECTIONS_RESET_BY_CLIENT);
      case SERVER_RESET -> count(CaptureCounter.CONNECTIONS_RESET_BY_SERVER);
      case REFUSED -> count(CaptureCounter.CONNECTIONS_REFUSED);
      case UNREACHABLE -> count(CaptureCounter.CONNECTIONS_UNREACHABLE);
      case CONNECT_TIMEOUT -> count(CaptureCounter.LIMIT_CONNECT_TIMEOUT);
      case DENIED -> count(CaptureCounter.CONNECTIONS_DENIED);
      case STOPPED -> count(CaptureCounter.LIMIT_DRAIN);
      case FINISHED, LIMIT, SANDBOX_GONE -> {}
    }
  }

  Map<String, Long> snapshot() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((counter, count) -> all.put(counter.id(), count.sum()));
    return all;
  }
}
