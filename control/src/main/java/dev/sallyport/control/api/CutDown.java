// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import dev.sallyport.control.access.Scope;
import dev.sallyport.model.Edge;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Party;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.DataFlowView;
import dev.sallyport.wire.api.DataHopView;
import dev.sallyport.wire.api.DataTraceView;
import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.LedgerHeaderView.DeclaredView;
import dev.sallyport.wire.api.NodeStatus;
import dev.sallyport.wire.api.PartyView;
import dev.sallyport.wire.api.PodStatus;
import dev.sallyport.wire.api.StatusView;
import dev.sallyport.wire.api.StatusView.LinkStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cuts answers down to what a caller may see: edges that touch a namespace of theirs, and of other
 * ends the name alone.
 */
final class CutDown {
  private CutDown() {}

  static BlueprintView blueprint(BlueprintView whole, Scope scope) {
    if (scope.all()) {
      return whole;
    }
    List<EdgeView> edges =
        whole.edges().stream().filter(it -> scope.touches(it.source(), it.target())).toList();
    Set<String> ends = new HashSet<>();
    for (EdgeView each : edges) {
      ends.add(each.source());
      ends.add(each.target());
    }
    List<PartyView> parties =
        whole.parties().stream()
            .filter(each -> scope.holdsParty(each.id()) || ends.contains(each.id()))
            .map(each -> party(each, scope))
            .toList();
    return new BlueprintView(
        whole.generatedAt(), whole.window(), parties, edges, whole.provenance());
  }

  static PartyView party(PartyView party, Scope scope) {
    return scope.holdsParty(party.id())
        ? party
        : new PartyView(
            party.id(),
            party.layer(),
            party.kind(),
            party.name(),
            party.namespace(),
            party.workloadKind(),
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null);
  }

  static List<PodStatus> pods(List<PodStatus> pods, Scope scope) {
    return pods.stream().filter(each -> scope.holds(each.namespace())).toList();
  }

  /** Of nodes only those that run a pod of the caller's, since its capture rests on them. */
  static StatusView status(StatusView whole, Scope scope) {
    if (scope.all()) {
      return whole;
    }
    List<PodStatus> pods = pods(whole.pods(), scope);
    Set<String> names = pods.stream().map(PodStatus::node).collect(Collectors.toSet());
    List<NodeStatus> nodes =
        whole.nodes().stream().filter(each -> names.contains(each.name())).toList();
    return new StatusView(
        whole.version(),
        whole.startedAt(),
        whole.database(),
        whole.kubernetes(),
        link(whole.link()),
        nodes,
        pods,
        whole.access(),
        null);
  }

  /** What was refused names pods of others. */
  private static @Nullable LinkStatus link(@Nullable LinkStatus whole) {
    return whole == null
        ? null
        : new LinkStatus(
            whole.security(), whole.ok(), whole.refused(), whole.unchecked(), List.of());
  }

  /** Where data went on to is told of what the caller's own workloads got. */
  static DataFlowView flow(DataFlowView it, Scope scope) {
    return scope.holdsParty(it.receiver())
        ? it
        : new DataFlowView(
            it.edge(),
            it.source(),
            it.target(),
            it.protocol(),
            it.operation(),
            it.dataClass(),
            it.group(),
            it.rule(),
            it.direction(),
            it.part(),
            it.place(),
            it.sender(),
            it.receiver(),
            it.leaves(),
            it.count(),
            it.exchanges(),
            it.distinct(),
            it.distinctExact(),
            it.masked(),
            it.fingerprints(),
            List.of(),
            it.firstSeen(),
            it.lastSeen());
  }

  /** A way of which a part may not be seen is not called complete. */
  static DataTraceView trace(DataTraceView whole, Scope scope) {
    if (scope.all()) {
      return whole;
    }
    List<DataHopView> hops =
        whole.hops().stream()
            .filter(each -> scope.touches(each.flow().source(), each.flow().target()))
            .map(each -> new DataHopView(each.step(), flow(each.flow(), scope)))
            .toList();
    List<DataFlowView> uncertain =
        whole.uncertain().stream()
            .filter(each -> scope.touches(each.source(), each.target()))
            .map(each -> flow(each, scope))
            .toList();
    return new DataTraceView(
        whole.generatedAt(),
        whole.fingerprint(),
        hops.isEmpty() ? List.of() : whole.dataClasses(),
        hops,
        false,
        uncertain);
  }

  static boolean touches(Scope scope, LedgerLine line) {
    return scope.holds(line.edge().source()) || scope.holds(line.edge().target());
  }

  /** Of a workload of others the labels and the account are left out of what is exported. */
  static LedgerLine line(LedgerLine line, Scope scope) {
    if (scope.all()) {
      return line;
    }
    Edge edge = line.edge();
    return new LedgerLine(
        new Edge(named(edge.source(), scope), named(edge.target(), scope), edge.operation()),
        line.from(),
        line.length(),
        line.exchanges(),
        line.inspected(),
        line.carried(),
        line.shown(),
        line.firstSeen(),
        line.lastSeen());
  }

  private static Party named(Party party, Scope scope) {
    return party instanceof Workload it && !scope.holds(party)
        ? Workload.of(it.namespace(), it.kind(), it.name())
        : party;
  }

  static List<DeclaredView> declared(List<DeclaredView> all, Scope scope) {
    return all.stream()
        .filter(each -> scope.holds(Objects.requireNonNullElse(each.workload().namespace(), "")))
        .toList();
  }
}
