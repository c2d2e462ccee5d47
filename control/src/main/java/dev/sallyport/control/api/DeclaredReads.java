// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.control.declared.WorkloadDeclarations;
import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.PartyView;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the API says of what a workload is declared to be, beside what it was seen to do. */
final class DeclaredReads {
  private final Views views;
  private final Supplier<WorkloadDeclarations> declarations;

  DeclaredReads(Views views, Supplier<WorkloadDeclarations> declarations) {
    this.views = views;
    this.declarations = declarations;
  }

  HttpResponse of(ServiceRequestContext context, HttpRequest request) {
    String namespace = requireNonNull(context.pathParam("namespace"));
    String kind = requireNonNull(context.pathParam("kind"));
    String name = requireNonNull(context.pathParam("name"));
    String id = "workload/%s/%s/%s".formatted(namespace, kind, name);
    BlueprintView whole = views.blueprint();
    Optional<PartyView> party =
        Gate.access(context).scope().holdsParty(id)
            ? whole.parties().stream().filter(each -> each.id().equals(id)).findFirst()
            : Optional.empty();
    if (party.isEmpty()) {
      return Problems.notFound("no workload " + namespace + "/" + kind + "/" + name);
    }
    return JsonBody.of(
            declarations
                .get()
                .of(
                    namespace,
                    kind,
                    name,
                    Objects.requireNonNullElse(party.get().serviceAccount(), "default"),
                    Objects.requireNonNullElse(party.get().labels(), Map.of()),
                    seenCalls(whole, id)))
        .answer(request);
  }

  private static long seenCalls(BlueprintView whole, String id) {
    Set<String> servers =
        whole.parties().stream()
            .filter(each -> each.kind().equals("kube-api"))
            .map(PartyView::id)
            .collect(Collectors.toSet());
    return whole.edges().stream()
        .filter(each -> each.source().equals(id) && servers.contains(each.target()))
        .mapToLong(EdgeView::exchanges)
        .sum();
  }
}
