// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.blueprint.catalogue.ApiFinding;
import dev.sallyport.blueprint.catalogue.ApiFindings;
import dev.sallyport.blueprint.catalogue.ApiOperation;
import dev.sallyport.blueprint.catalogue.Protection;
import dev.sallyport.blueprint.catalogue.WorkloadApi;
import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.model.ApiField;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.model.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the catalogue of APIs into what the API says. */
public final class CatalogueViews {
  private CatalogueViews() {}

  /** Returns an API in short. */
  public static ApiSummaryView summary(WorkloadApi api) {
    EdgeCounts all = EdgeCounts.NONE;
    for (ApiOperation each : api.operations()) {
      all = all.plus(each.total().withApi(ApiCounts.NONE));
    }
    long callers =
        api.operations().stream()
            .flatMap(each -> each.callers().stream())
            .map(each -> each.party().key())
            .distinct()
            .count();
    return new ApiSummaryView(
        api.party().key(),
        api.party().displayName(),
        api.operations().size(),
        (int) callers,
        all.exchanges(),
        count(api, Protection.OPEN),
        count(api, Protection.OPTIONAL),
        api.strayExchanges(),
        first(all),
        Instant.ofEpochMilli(all.lastSeenMillis()));
  }

  /** Returns an API as the API says it. */
  public static ApiView api(WorkloadApi api, Instant now) {
    return new ApiView(
        now,
        api.party().key(),
        api.party().displayName(),
        api.operations().stream().map(CatalogueViews::operation).toList(),
        ApiFindings.of(api).stream().map(CatalogueViews::finding).toList(),
        api.strayExchanges(),
        api.strayPaths());
  }

  private static ApiFindingView finding(ApiFinding finding) {
    return new ApiFindingView(
        finding.risk().name() + ":2023",
        key(finding.operation()),
        finding.what(),
        finding.evidence());
  }

  private static String key(ApiOperation operation) {
    return operation.method().isEmpty()
        ? operation.key()
        : operation.key().replace(operation.path(), ParameterNames.named(operation.path()));
  }

  private static int count(WorkloadApi api, Protection protection) {
    return (int) api.operations().stream().filter(each -> each.protection() == protection).count();
  }

  private static ApiOperationView operation(ApiOperation operation) {
    EdgeCounts total = operation.total();
    ApiCounts api = operation.api();
    String path =
        operation.method().isEmpty() ? operation.path() : ParameterNames.named(operation.path());
    return new ApiOperationView(
        key(operation),
        operation.method(),
        path,
        operation.call().isEmpty() ? null : operation.call(),
        operation.protocol().id(),
        total.exchanges(),
        total.failures(),
        ApiViews.statuses(total.answers()),
        ApiViews.quantile(total.latency(), 0.50),
        ApiViews.quantile(total.latency(), 0.99),
        total.requestBytes(),
        total.responseBytes(),
        first(total),
        Instant.ofEpochMilli(total.lastSeenMillis()),
        operation.callers().stream().map(CatalogueViews::caller).toList(),
        operation.versions(),
        ApiViews.kebab(operation.protection()),
        evidence(operation),
        ways(api),
        List.copyOf(api.claims()),
        List.copyOf(api.requestTypes()),
        List.copyOf(api.responseTypes()),
        api.requestsRead(),
        api.responsesRead(),
        fields(operation),
        api.more(),
        api.listLength() < 0 ? null : (long) api.listLength());
  }

  private static ApiCallerView caller(ApiOperation.Caller caller) {
    return new ApiCallerView(
        caller.party().key(),
        caller.party().displayName(),
        caller.counts().exchanges(),
        caller.counts().failures(),
        Instant.ofEpochMilli(caller.counts().lastSeenMillis()));
  }

  private static String evidence(ApiOperation operation) {
    AuthenticationCounts without =
        operation
            .api()
            .authentications()
            .getOrDefault(Authentication.NONE, AuthenticationCounts.NONE);
    return switch (operation.protection()) {
      case ENFORCED ->
          without.refused() + " calls without credentials were refused, none was accepted";
      case PRESENTED -> "every accepted call had credentials; none without was seen";
      case OPTIONAL ->
          without.accepted()
              + " calls without credentials were accepted"
              + (without.refused() > 0 ? ", " + without.refused() + " were refused" : "")
              + "; others had some";
      case OPEN -> without.accepted() + " calls without credentials were accepted, no other seen";
      case UNKNOWN -> "no accepted call was looked at";
    };
  }

  private static List<AuthenticationView> ways(ApiCounts api) {
    List<AuthenticationView> ways = new ArrayList<>();
    api.authentications()
        .forEach(
            (way, counts) ->
                ways.add(
                    new AuthenticationView(
                        ApiViews.kebab(way),
                        counts.exchanges(),
                        counts.accepted(),
                        counts.refused())));
    return ways;
  }

  private static List<ApiFieldView> fields(ApiOperation operation) {
    Map<String, String> names = new HashMap<>();
    ParameterNames.of(operation.path())
        .forEach(each -> names.put(Integer.toString(each.segment()), each.name()));
    ApiCounts api = operation.api();
    List<ApiFieldView> fields = new ArrayList<>();
    api.fields()
        .forEach(
            (field, counts) -> {
              boolean request = field.direction() == Direction.FROM_CLIENT;
              fields.add(
                  new ApiFieldView(
                      request ? "request" : "response",
                      ApiViews.kebab(field.place().part()),
                      name(field, names),
                      types(counts.types()),
                      counts.messages(),
                      counts.messages() >= (request ? api.requestsRead() : api.responsesRead())));
            });
    return fields;
  }

  private static String name(ApiField field, Map<String, String> names) {
    String name = field.place().name();
    return field.place().part() == Place.Part.PATH ? names.getOrDefault(name, name) : name;
  }

  static List<String> types(int types) {
    return Arrays.stream(ValueType.values())
        .filter(each -> each.isIn(types))
        .map(ApiViews::kebab)
        .toList();
  }

  private static Instant first(EdgeCounts counts) {
    return Instant.ofEpochMilli(Math.min(counts.firstSeenMillis(), counts.lastSeenMillis()));
  }
}
