// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.blueprint.graph.BlueprintParty;
import dev.sallyport.blueprint.graph.LayerRules;
import dev.sallyport.blueprint.graph.PartyLayer;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns ends of traffic into what the API says, with what Kubernetes says of them. */
final class PartyViews {
  private PartyViews() {}

  static PartyView seen(BlueprintParty party, @Nullable WorkloadFacts facts) {
    Party named = facts == null ? party.party() : facts.workload();
    return view(
        named,
        facts != null && facts.ingress() ? PartyLayer.INGRESS : party.layer(),
        party.served(),
        facts,
        party.firstSeen(),
        party.lastSeen());
  }

  static PartyView unseen(WorkloadFacts facts) {
    PartyLayer layer =
        facts.ingress() ? PartyLayer.INGRESS : LayerRules.layer(facts.workload(), Set.of(), false);
    return view(facts.workload(), layer, Set.of(), facts, null, null);
  }

  private static PartyView view(
      Party party,
      PartyLayer layer,
      Collection<Protocol> served,
      @Nullable WorkloadFacts facts,
      @Nullable Instant firstSeen,
      @Nullable Instant lastSeen) {
    Workload workload = party instanceof Workload some ? some : null;
    List<String> protocols = served.stream().map(Protocol::id).sorted().toList();
    return new PartyView(
        party.key(),
        layer.id(),
        kind(party),
        workload == null ? party.displayName() : workload.name(),
        workload == null ? null : workload.namespace(),
        workload == null ? null : workload.kind(),
        workload == null ? null : workload.serviceAccount(),
        facts == null ? null : facts.workload().labels(),
        protocols,
        facts == null ? null : new PodCounts(facts.runningPods(), facts.capturedPods()),
        firstSeen,
        lastSeen,
        facts == null ? null : facts.ended());
  }

  private static String kind(Party party) {
    return switch (party) {
      case Workload _ -> "workload";
      case ClusterNode _ -> "node";
      case ControlPlane _ -> "kube-api";
      case ExternalHost _ -> "external";
      case OutsideClient _ -> "outside";
      case Unidentified _ -> "unidentified";
    };
  }
}
