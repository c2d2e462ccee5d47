// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.model.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Connections that a policy refused before a byte was said. Whether one was refused before or after
 * its first bytes is a matter of microseconds, so they are part of the edge that the others of the
 * same ends and port make, as an operation of it, and no line of their own beside it.
 */
final class UnheardDenials {
  private UnheardDenials() {}

  /** Returns the edges, those of such connections alone joined with the edge they belong to. */
  static List<BlueprintEdge> join(List<BlueprintEdge> edges) {
    List<BlueprintEdge> unheard = edges.stream().filter(UnheardDenials::isOne).toList();
    if (unheard.isEmpty()) {
      return edges;
    }
    List<BlueprintEdge> heard = edges.stream().filter(each -> !isOne(each)).toList();
    EdgeHomes homes = new EdgeHomes(heard);
    Map<EdgeId, BlueprintEdge> all = new HashMap<>();
    heard.forEach(each -> all.put(each.id(), each));
    for (BlueprintEdge denied : unheard) {
      BlueprintEdge home = home(denied, homes);
      if (home == null) {
        all.put(denied.id(), denied);
      } else {
        all.computeIfPresent(home.id(), (_, before) -> joined(before, denied));
      }
    }
    return all.values().stream().sorted(Comparator.comparing(each -> each.id().key())).toList();
  }

  private static boolean isOne(BlueprintEdge edge) {
    EdgeCounts total = edge.traffic().total();
    return edge.id().protocol() == Protocol.TCP
        && edge.openBefore() == 0
        && edge.missed().attempts().total() == 0
        && total.exchanges() > 0
        && total.answers().blocked() == total.exchanges()
        && total.requestBytes() == 0
        && total.responseBytes() == 0;
  }

  private static @Nullable BlueprintEdge home(BlueprintEdge denied, EdgeHomes homes) {
    SortedSet<Integer> ports = denied.traffic().total().reach().ports().ports();
    return ports.size() == 1 ? homes.of(denied.id(), ports.first()) : null;
  }

  private static BlueprintEdge joined(BlueprintEdge edge, BlueprintEdge denied) {
    List<BlueprintOperation> operations = new ArrayList<>(edge.operations());
    operations.addAll(denied.operations());
    operations.sort(
        Comparator.comparing((BlueprintOperation each) -> -each.traffic().total().exchanges()));
    return new BlueprintEdge(
        edge.id(),
        edge.traffic().plusDenied(denied.traffic()),
        operations,
        edge.exchangesFolded(),
        edge.missed(),
        edge.openBefore());
  }
}
