// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node as a whole saw and lost in a window, beside the edges.
 *
 * @param bytesSeen bytes relayed for captured pods, both ways
 * @param connections connections opened through the node
 * @param exchangesDropped exchanges that were understood and then dropped before counting, or whose
 *     summary was dropped: known to have happened, on no edge
 * @param exchangesFolded exchanges counted on an edge coarser than their own because a bound on
 *     distinct edges was reached
 * @param connectionsUnobserved connections carried without being looked at
 * @param limitsHit how often each named limit was reached
 */
public record NodeTally(
    long bytesSeen,
    long connections,
    long exchangesDropped,
    long exchangesFolded,
    long connectionsUnobserved,
    SortedMap<String, Long> limitsHit) {
  /** Nothing seen, nothing lost. */
  public static final NodeTally NONE = new NodeTally(0, 0, 0, 0, 0, new TreeMap<>());

  public NodeTally {
    limitsHit = Collections.unmodifiableSortedMap(new TreeMap<>(limitsHit));
    if (bytesSeen < 0
        || connections < 0
        || exchangesDropped < 0
        || exchangesFolded < 0
        || connectionsUnobserved < 0
        || limitsHit.values().stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** Returns a tally that says only that exchanges were dropped. */
  public static NodeTally dropped(long exchanges) {
    return new NodeTally(0, 0, exchanges, 0, 0, new TreeMap<>(Map.of()));
  }

  /** Returns the tally of both together. */
  public NodeTally plus(NodeTally other) {
    TreeMap<String, Long> limits = new TreeMap<>(limitsHit);
    other.limitsHit.forEach((name, count) -> limits.merge(name, count, Counting::add));
    return new NodeTally(
        Counting.add(bytesSeen, other.bytesSeen),
        Counting.add(connections, other.connections),
        Counting.add(exchangesDropped, other.exchangesDropped),
        Counting.add(exchangesFolded, other.exchangesFolded),
        Counting.add(connectionsUnobserved, other.connectionsUnobserved),
        limits);
  }
}
