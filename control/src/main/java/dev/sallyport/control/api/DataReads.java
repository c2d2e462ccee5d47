// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.blueprint.graph.DataFlow;
import dev.sallyport.blueprint.graph.DataFlows;
import dev.sallyport.control.access.Scope;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Severity;
import dev.sallyport.wire.api.DataView;
import dev.sallyport.wire.api.DataViews;
import dev.sallyport.wire.api.FindingView;
import dev.sallyport.wire.api.FindingsView;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reads of what detectors said. */
final class DataReads {
  private static final int LISTED = 500;
  private static final int LISTED_MAX = 5000;

  private final Views views;
  private final InstantSource clock;

  DataReads(Views views, InstantSource clock) {
    this.views = views;
    this.clock = clock;
  }

  HttpResponse data(ServiceRequestContext context, HttpRequest request) {
    QueryParams params = context.queryParams();
    Set<DataClass> classes = classes(params.getAll("class"));
    PartyName from = new PartyName(params.get("from", ""));
    PartyName to = new PartyName(params.get("to", ""));
    String edge = params.get("edge", "");
    boolean leaves = flag("leaves", params.get("leaves"));
    int limit = limit(params.get("limit"));
    DataFlows flows = views.dataFlows();
    Scope scope = Gate.access(context).scope();
    List<DataFlow> found =
        flows.all().stream()
            .filter(each -> scope.holds(each.sender()) || scope.holds(each.receiver()))
            .filter(each -> classes.isEmpty() || classes.contains(each.seen().dataClass()))
            .filter(each -> from.matches(each.sender()) && to.matches(each.receiver()))
            .filter(each -> edge.isEmpty() || each.edge().key().equals(edge))
            .filter(each -> !leaves || each.leaves())
            .toList();
    DataView view =
        new DataView(
            clock.instant(),
            found.stream()
                .limit(limit)
                .map(each -> CutDown.flow(DataViews.flow(each, flows), scope))
                .toList(),
            Math.max(0, found.size() - limit));
    return JsonBody.of(view).answer(request);
  }

  HttpResponse trace(ServiceRequestContext context, HttpRequest request) {
    String text = String.valueOf(context.pathParam("fingerprint"));
    OptionalLong fingerprint = Fingerprints.parse(text);
    if (fingerprint.isEmpty()) {
      return Problems.badRequest(
          "this is no fingerprint (expected: fp- and 16 digits of 0-9a-f, as /api/v1/data lists"
              + " them; a value itself must never be sent)");
    }
    return JsonBody.of(
            CutDown.trace(
                DataViews.trace(clock.instant(), fingerprint.getAsLong(), views.dataFlows()),
                Gate.access(context).scope()))
        .answer(request);
  }

  HttpResponse findings(ServiceRequestContext context, HttpRequest request) {
    QueryParams params = context.queryParams();
    PartyName from = new PartyName(params.get("from", ""));
    PartyName to = new PartyName(params.get("to", ""));
    String family = params.get("family", "");
    String edge = params.get("edge", "");
    int worse = severity(params.get("severity"));
    int limit = limit(params.get("limit"));
    Scope scope = Gate.access(context).scope();
    List<FindingView> found =
        views.findings().stream()
            .filter(each -> scope.touches(each.source(), each.target()))
            .filter(each -> family.isEmpty() || each.family().equalsIgnoreCase(family))
            .filter(each -> severity(each.severity()) >= worse)
            .filter(each -> from.matches(each.source()) && to.matches(each.target()))
            .filter(each -> edge.isEmpty() || each.edge().equals(edge))
            .toList();
    FindingsView view =
        new FindingsView(
            clock.instant(),
            found.stream().limit(limit).toList(),
            Math.max(0, found.size() - limit));
    return JsonBody.of(view).answer(request);
  }

  private static Set<DataClass> classes(List<String> names) {
    EnumSet<DataClass> classes = EnumSet.noneOf(DataClass.class);
    for (String name : names) {
      classes.add(
          Arrays.stream(DataClass.values())
              .filter(each -> each.name().equalsIgnoreCase(name.replace('-', '_')))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "class: '%s' (expected: one of %s)"
                              .formatted(name, Arrays.toString(DataClass.values())))));
    }
    return classes;
  }

  private static int severity(@Nullable String name) {
    if (name == null) {
      return 0;
    }
    for (Severity each : Severity.values()) {
      if (each.name().equalsIgnoreCase(name)) {
        return each.ordinal();
      }
    }
    throw new IllegalArgumentException(
        "severity: '%s' (expected: one of %s)"
            .formatted(name, Arrays.toString(Severity.values()).toLowerCase(Locale.ROOT)));
  }

  private static boolean flag(String name, @Nullable String value) {
    return switch (value) {
      case null -> false;
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "%s: '%s' (expected: true or false)".formatted(name, value));
    };
  }

  private static int limit(@Nullable String value) {
    if (value == null) {
      return LISTED;
    }
    try {
      int limit = Integer.parseInt(value);
      if (limit >= 1 && limit <= LISTED_MAX) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "limit: '%s' (expected: a whole number from 1 to %d)".formatted(value, LISTED_MAX));
  }
}
