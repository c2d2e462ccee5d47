// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.BlueprintOperation;
import dev.sallyport.blueprint.graph.BlueprintParty;
import dev.sallyport.blueprint.graph.PartyLayer;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The APIs of a blueprint. It is made anew from what was counted each time it is asked for, and so
 * every judgement in it can change with what comes to be known. Immutable.
 *
 * @param apis by key of the party
 */
public record ApiCatalogue(List<WorkloadApi> apis) {
  public ApiCatalogue {
    apis = List.copyOf(apis);
  }

  /** Returns the APIs that are called in a blueprint. */
  public static ApiCatalogue of(Blueprint blueprint, PathLimits limits) {
    Map<Party, ApiOperation.SpeaksFor> speakers = speakers(blueprint);
    Map<Party, List<BlueprintEdge>> byTarget = new LinkedHashMap<>();
    for (BlueprintEdge edge : blueprint.edges()) {
      if (edge.operations().stream().anyMatch(ApiCatalogue::isCall)) {
        byTarget.computeIfAbsent(edge.id().target(), unused -> new ArrayList<>()).add(edge);
      }
    }
    List<WorkloadApi> apis = new ArrayList<>();
    byTarget.forEach(
        (party, edges) -> apis.add(new ApiAssembly(party, speakers, limits).of(edges)));
    apis.sort(Comparator.comparing(each -> each.party().key()));
    return new ApiCatalogue(apis);
  }

  /** Returns the API of a party; empty when nothing of it was called. */
  public Optional<WorkloadApi> of(String partyKey) {
    return apis.stream().filter(each -> each.party().key().equals(partyKey)).findFirst();
  }

  private static Map<Party, ApiOperation.SpeaksFor> speakers(Blueprint blueprint) {
    Map<Party, ApiOperation.SpeaksFor> speakers = new HashMap<>();
    for (BlueprintEdge edge : blueprint.edges()) {
      Party target = edge.id().target();
      if (edge.id().source() instanceof OutsideClient) {
        speakers.put(target, ApiOperation.SpeaksFor.OUTSIDE);
      } else if (edge.id().source() instanceof Workload) {
        speakers.putIfAbsent(target, ApiOperation.SpeaksFor.WORKLOADS);
      }
    }
    for (BlueprintParty each : blueprint.parties()) {
      if (each.layer() == PartyLayer.INGRESS) {
        speakers.put(each.party(), ApiOperation.SpeaksFor.OUTSIDE);
      }
    }
    return speakers;
  }

  private static boolean isCall(BlueprintOperation operation) {
    return operation.operation() instanceof HttpOperation
        || operation.operation() instanceof RpcOperation;
  }
}
