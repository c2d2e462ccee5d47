// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.Operation;
import dev.sallyport.model.RawOperation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One edge as it accumulates. */
final class EdgeRecord {
  private static final Comparator<BlueprintOperation> MOST_USED_FIRST =
      Comparator.comparingLong((BlueprintOperation each) -> each.traffic().total().exchanges())
          .reversed()
          .thenComparing(each -> each.operation().key());

  private final EdgeId id;
  private final String key;
  private final TrafficCounter all = new TrafficCounter();
  private final Map<Operation, TrafficCounter> operations = new HashMap<>();
  private long exchangesFolded;

  EdgeRecord(EdgeId id) {
    this.id = id;
    this.key = id.key();
  }

  void add(Operation operation, Window window, EdgeCounts counts, BlueprintLimits limits) {
    // What is said of an API belongs to its operations.
    all.add(window, counts.api().isNone() ? counts : counts.withApi(ApiCounts.NONE), limits);
    Operation counted = operation;
    if (!operations.containsKey(operation) && operations.size() >= limits.operationsPerEdgeMax()) {
      counted = new RawOperation(operation.protocol(), 0);
      exchangesFolded += counts.exchanges();
    }
    operations.computeIfAbsent(counted, unused -> new TrafficCounter()).add(window, counts, limits);
  }

  /** Returns the readable name, made once because snapshots sort by it. */
  String key() {
    return key;
  }

  BlueprintEdge edge(long from, long to) {
    List<BlueprintOperation> listed = new ArrayList<>(operations.size());
    operations.forEach(
        (operation, counter) ->
            listed.add(new BlueprintOperation(operation, counter.traffic(from, to))));
    listed.sort(MOST_USED_FIRST);
    return new BlueprintEdge(
        id, all.traffic(from, to), listed, exchangesFolded, MissedAttempts.NONE, 0);
  }
}
