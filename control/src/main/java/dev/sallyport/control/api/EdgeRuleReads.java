// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.BlueprintOperation;
import dev.sallyport.control.access.Scope;
import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.kube.WorkloadState;
import dev.sallyport.control.policy.PolicyBook;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.Known;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.wire.api.EdgeRulesView;
import dev.sallyport.wire.api.EdgeRulesView.OperationRuleView;
import dev.sallyport.wire.api.PolicyViews;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which rules decide about the operations of an edge. */
final class EdgeRuleReads {
  private final PolicyBook book;
  private final Views views;
  private final ClusterState cluster;
  private final InstantSource clock;

  EdgeRuleReads(PolicyBook book, Views views, ClusterState cluster, InstantSource clock) {
    this.book = book;
    this.views = views;
    this.cluster = cluster;
    this.clock = clock;
  }

  HttpResponse of(ServiceRequestContext context, HttpRequest request) {
    String key = context.queryParams().get("edge", "");
    Scope scope = Gate.access(context).scope();
    return views.edge(key).stream()
        .filter(each -> scope.holds(each.id().source()) || scope.holds(each.id().target()))
        .findFirst()
        .map(each -> JsonBody.of(rules(key, each)).answer(request))
        .orElseGet(() -> Problems.notFound("no edge '" + key + "'; /api/v1/edges lists all"));
  }

  private EdgeRulesView rules(String key, BlueprintEdge edge) {
    Instant now = clock.instant();
    PolicySet live = PolicySet.compile(book.inForce());
    Party source = whole(edge.id().source());
    Party target = whole(edge.id().target());
    List<BlueprintOperation> busiest = new ArrayList<>(edge.operations());
    busiest.sort(
        Comparator.comparingLong((BlueprintOperation each) -> each.traffic().total().exchanges())
            .reversed());
    int listed = Math.min(busiest.size(), EdgeRulesView.OPERATIONS_MAX);
    List<OperationRuleView> rules = new ArrayList<>();
    for (BlueprintOperation each : busiest.subList(0, listed)) {
      Operation operation = each.operation();
      int port = operation instanceof RawOperation raw ? raw.port() : 0;
      rules.add(
          PolicyViews.operation(
              operation, live.explain(source, target, port, known(operation, target, now))));
    }
    return new EdgeRulesView(now, key, rules, busiest.size() - listed);
  }

  /** What is asked of contents stays open: the question is about the operation, not its data. */
  private static Known known(Operation operation, Party target, Instant now) {
    Known connection = Known.connection(operation.protocol(), now);
    if (operation instanceof RawOperation) {
      return connection;
    }
    String host = target instanceof ExternalHost it && it.named() ? it.name() : "";
    Known called = connection.called(operation, host, "");
    return operation instanceof ModelOperation it
        ? called.requested(operation, it.model(), List.of(), List.of())
        : called;
  }

  /** A workload that the cluster has brings the labels and the service account of now. */
  private Party whole(Party party) {
    return party instanceof Workload workload
        ? cluster.snapshot().workloads().values().stream()
            .map(WorkloadState::workload)
            .filter(workload::equals)
            .findFirst()
            .orElse(workload)
        : party;
  }
}
