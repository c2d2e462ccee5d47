// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** Processor time of the event loops that carry connections. */
final class RelayThreads {

  private RelayThreads() {}

  static long cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(each -> each != null && each.getThreadName().startsWith("sallyport-relay"))
        .mapToLong(each -> threads.getThreadCpuTime(each.getThreadId()))
        .sum();
  }
}
