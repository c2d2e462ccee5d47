// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import java.util.Map;

/**
 * What the program says of itself; counts are since it started.
 *
 * @param residentBytes resident memory
 * @param bytesSeen bytes relayed
 * @param connectionsOpen connections open now
 * @param limitsHit how often each limit was reached
 */
public record NodeVitals(
    long residentBytes, long bytesSeen, long connectionsOpen, Map<String, Long> limitsHit) {
  public NodeVitals {
    limitsHit = Map.copyOf(limitsHit);
  }
}
