// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.DialledPorts;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the edge that connections belong to on which nothing was understood. */
final class EdgeHomes {
  private final Map<Ends, List<BlueprintEdge>> between = new HashMap<>();

  private record Ends(Party source, Party target, CaptureTier tier) {
    static Ends of(EdgeId id) {
      return new Ends(id.source(), id.target(), id.tier());
    }
  }

  EdgeHomes(List<BlueprintEdge> edges) {
    edges.forEach(
        each -> between.computeIfAbsent(Ends.of(each.id()), _ -> new ArrayList<>()).add(each));
  }

  /**
   * Returns the edge of that very name, else one with the same ends and port, seen from the same
   * side where there is such a one. Seen from the other side the port may be another (a client
   * dials a Service, which leads to a port of the pod), so there the only port that the two ends
   * speak on will do. Null where there is none.
   */
  @Nullable BlueprintEdge of(EdgeId id, int port) {
    Comparator<BlueprintEdge> best =
        Comparator.comparing((BlueprintEdge each) -> each.id().equals(id))
            .thenComparing(each -> each.id().vantage() == id.vantage())
            .thenComparing(each -> each.traffic().total().exchanges())
            .thenComparing(each -> each.id().key());
    List<BlueprintEdge> near = between.getOrDefault(Ends.of(id), List.of());
    BlueprintEdge found =
        near.stream()
            .filter(each -> each.id().equals(id) || dials(each).ports().contains(port))
            .max(best)
            .orElse(null);
    if (found != null || id.protocol() != Protocol.TCP) {
      return found;
    }
    DialledPorts others = DialledPorts.NONE;
    List<BlueprintEdge> other =
        near.stream().filter(each -> each.id().vantage() != id.vantage()).toList();
    for (BlueprintEdge each : near) {
      others = others.plus(dials(each));
    }
    return others.ports().size() == 1 ? other.stream().max(best).orElse(null) : null;
  }

  private static DialledPorts dials(BlueprintEdge edge) {
    return edge.traffic().total().reach().ports();
  }
}
