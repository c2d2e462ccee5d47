// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.blueprint.catalogue.WorkloadApi;
import dev.sallyport.control.access.Scope;
import dev.sallyport.wire.api.ApisView;
import dev.sallyport.wire.api.CatalogueViews;
import dev.sallyport.wire.api.OpenApiExport;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** The reads of the catalogue of APIs. */
final class CatalogueReads {
  private final Views views;
  private final InstantSource clock;

  CatalogueReads(Views views, InstantSource clock) {
    this.views = views;
    this.clock = clock;
  }

  HttpResponse apis(ServiceRequestContext context, HttpRequest request) {
    QueryParams params = context.queryParams();
    PartyName of = new PartyName(params.get("party", ""));
    Scope scope = Gate.access(context).scope();
    ApisView view =
        new ApisView(
            clock.instant(),
            views.apis().apis().stream()
                .filter(each -> of.matches(each.party()) && scope.holds(each.party()))
                .map(CatalogueViews::summary)
                .toList());
    return JsonBody.of(view).answer(request);
  }

  HttpResponse api(ServiceRequestContext context, HttpRequest request) {
    return one(
        context, api -> JsonBody.of(CatalogueViews.api(api, clock.instant())).answer(request));
  }

  HttpResponse openApi(ServiceRequestContext context, HttpRequest request) {
    return one(context, api -> JsonBody.of(OpenApiExport.of(api)).answer(request));
  }

  private HttpResponse one(
      ServiceRequestContext context, Function<WorkloadApi, HttpResponse> answer) {
    String namespace = String.valueOf(context.pathParam("namespace"));
    String kind = String.valueOf(context.pathParam("kind"));
    String name = String.valueOf(context.pathParam("name"));
    // What is no workload has no namespace: /api/v1/apis/-/external/api.example.com
    String id =
        namespace.equals("-")
            ? kind + "/" + name
            : "workload/%s/%s/%s".formatted(namespace, kind, name);
    Optional<WorkloadApi> api =
        Gate.access(context).scope().holdsParty(id) ? views.apis().of(id) : Optional.empty();
    return api.map(answer)
        .orElseGet(
            () ->
                Problems.notFound(
                    "no call of an API of " + id + " was seen; /api/v1/apis lists all there are"));
  }
}
