// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one data plane is.
 *
 * @param name name of the node
 * @param version version of its program; absent when it was never heard
 * @param connected whether its link is up
 * @param lastHeardAt when it was last heard; absent when never
 * @param lagSeconds seconds since the end of its latest window; absent when none arrived
 * @param residentBytes resident memory
 * @param bytesSeen bytes relayed since it started
 * @param summaryBytes bytes of summaries sent since it started
 * @param queueDrops exchanges whose summary was dropped since it started
 * @param lostShare share of exchanges of the latest window that were lost, 0 to 1
 * @param connectionsOpen connections open now
 * @param rulesetAgeSeconds seconds since control last confirmed its rules; absent when it has none
 * @param limitsHit how often each limit was reached since it started
 */
public record NodeStatus(
    String name,
    @Nullable String version,
    boolean connected,
    @Nullable Instant lastHeardAt,
    @Nullable Double lagSeconds,
    long residentBytes,
    long bytesSeen,
    long summaryBytes,
    long queueDrops,
    double lostShare,
    long connectionsOpen,
    @Nullable Long rulesetAgeSeconds,
    Map<String, Long> limitsHit) {
  public NodeStatus {
    limitsHit = Collections.unmodifiableMap(new TreeMap<>(limitsHit));
  }
}
