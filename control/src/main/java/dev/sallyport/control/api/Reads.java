// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.access.Scope;
import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.EdgeList;
import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.PartyView;
import dev.sallyport.wire.api.PodStatus;
import dev.sallyport.wire.api.WorkloadView;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The reads of the API that take parameters. */
final class Reads {
  private final Views views;
  private final StatusAssembly status;
  private final InstantSource clock;

  Reads(Views views, StatusAssembly status, InstantSource clock) {
    this.views = views;
    this.status = status;
    this.clock = clock;
  }

  HttpResponse blueprint(ServiceRequestContext context, HttpRequest request) {
    Selection selection = selection(context);
    Scope scope = Gate.access(context).scope();
    return selection.all() && scope.all()
        ? views.blueprintJson().answer(request)
        : JsonBody.of(selection.of(CutDown.blueprint(views.blueprint(), scope))).answer(request);
  }

  HttpResponse edges(ServiceRequestContext context, HttpRequest request) {
    Scope scope = Gate.access(context).scope();
    BlueprintView selected = selection(context).of(CutDown.blueprint(views.blueprint(), scope));
    return JsonBody.of(new EdgeList(selected.edges())).answer(request);
  }

  HttpResponse workload(ServiceRequestContext context, HttpRequest request) {
    String id =
        "workload/%s/%s/%s"
            .formatted(
                context.pathParam("namespace"),
                context.pathParam("kind"),
                context.pathParam("name"));
    Scope scope = Gate.access(context).scope();
    BlueprintView whole = CutDown.blueprint(views.blueprint(), scope);
    Optional<PartyView> party =
        whole.parties().stream()
            .filter(each -> each.id().equals(id) && scope.holdsParty(id))
            .findFirst();
    if (party.isEmpty()) {
      return Problems.notFound(
          "no workload "
              + id.substring("workload/".length())
              + "; kinds are written as in Kubernetes, for example Deployment,"
              + " and /api/v1/blueprint lists all workloads");
    }
    return JsonBody.of(view(party.get(), whole)).answer(request);
  }

  private WorkloadView view(PartyView party, BlueprintView whole) {
    List<EdgeView> inbound =
        whole.edges().stream().filter(each -> each.target().equals(party.id())).toList();
    List<EdgeView> outbound =
        whole.edges().stream().filter(each -> each.source().equals(party.id())).toList();
    Set<String> touching = new HashSet<>();
    inbound.forEach(each -> touching.add(each.source()));
    outbound.forEach(each -> touching.add(each.target()));
    touching.remove(party.id());
    List<PodStatus> pods =
        status.at(clock.instant(), whole).pods().stream()
            .filter(each -> each.workload().equals(party.id()))
            .toList();
    return new WorkloadView(
        party,
        whole.parties().stream().filter(each -> touching.contains(each.id())).toList(),
        inbound,
        outbound,
        pods);
  }

  private static Selection selection(ServiceRequestContext context) {
    QueryParams params = context.queryParams();
    return Selection.of(params.get("namespace"), params.get("since"));
  }
}
