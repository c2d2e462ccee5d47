// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds what the OWASP API Security Top 10 of 2023 warns of, in an API as it was called. Every
 * claim rests on counts; what would have to be tried out to be known is not claimed.
 */
public final class ApiFindings {
  /** Elements of an answer from which on a list without bounds is worth a word. */
  private static final int LONG_LIST = 100;

  private static final Set<String> ADMINISTRATION =
      Set.of(
          "admin",
          "administration",
          "internal",
          "manage",
          "management",
          "actuator",
          "debug",
          "console",
          "sysadmin",
          "superuser",
          "backoffice");
  static final Set<String> PAGES =
      Set.of(
          "limit",
          "page",
          "per_page",
          "perpage",
          "pagesize",
          "page_size",
          "size",
          "first",
          "top",
          "$top",
          "count",
          "max",
          "maxresults",
          "max_results",
          "offset",
          "cursor",
          "take",
          "page[size]",
          "page[number]",
          "after",
          "before",
          "start");

  private final WorkloadApi api;
  private final List<ApiFinding> found = new ArrayList<>();

  private ApiFindings(WorkloadApi api) {
    this.api = api;
  }

  /** Returns the findings of an API, by operation. */
  public static List<ApiFinding> of(WorkloadApi api) {
    ApiFindings findings = new ApiFindings(api);
    api.operations().forEach(findings::look);
    return List.copyOf(findings.found);
  }

  private void look(ApiOperation operation) {
    found.addAll(ObjectWalks.of(operation));
    authentication(operation);
    answers(operation);
    administration(operation);
    urls(operation);
    if (operation.method().equals("TRACE") && accepted(operation) > 0) {
      add(ApiFinding.Risk.API8, operation, "TRACE is answered", accepted(operation) + " times");
    }
    versions(operation);
  }

  private void authentication(ApiOperation operation) {
    long without = without(operation).accepted();
    long demanding = api.operations().stream().filter(ApiFindings::demands).count();
    if (operation.protection() == Protection.OPEN && demanding > 0) {
      add(
          ApiFinding.Risk.API2,
          operation,
          "answers without credentials, while other operations demand them",
          without + " calls accepted without; " + demanding + " operations refuse such calls");
    }
    if (operation.protection() == Protection.OPTIONAL) {
      add(
          ApiFinding.Risk.API2,
          operation,
          "answers with and without credentials",
          without + " calls accepted without");
    }
    AuthenticationCounts basic = operation.api().authentications().get(Authentication.BASIC);
    if (basic != null && basic.accepted() > 0) {
      add(
          ApiFinding.Risk.API2,
          operation,
          "takes name and password with each call, readable on the wire where it was seen",
          basic.accepted() + " calls accepted");
    }
  }

  private static boolean demands(ApiOperation operation) {
    return operation.protection() == Protection.ENFORCED;
  }

  private void answers(ApiOperation operation) {
    ApiCounts counts = operation.api();
    Set<String> classes = new TreeSet<>();
    operation
        .total()
        .contents()
        .sightings()
        .keySet()
        .forEach(
            each -> {
              if (each.direction() == Direction.FROM_SERVER) {
                classes.add(each.dataClass().name());
              }
            });
    if (!classes.isEmpty() && without(operation).accepted() > 0) {
      add(
          ApiFinding.Risk.API3,
          operation,
          "gives sensitive data to callers that it accepts without credentials",
          String.join(", ", classes));
    }
    boolean paged =
        counts.fields().keySet().stream()
            .filter(each -> each.direction() == Direction.FROM_CLIENT)
            .map(each -> each.place().name().toLowerCase(Locale.ROOT))
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .anyMatch(PAGES::contains);
    if (counts.listLength() >= LONG_LIST && !paged) {
      add(
          ApiFinding.Risk.API4,
          operation,
          "gives long lists, and no call bounded them",
          counts.listLength()
              + " elements in one answer; no parameter for a page or limit in "
              + counts.requestsRead()
              + " calls looked at");
    }
  }

  private void administration(ApiOperation operation) {
    boolean named =
        Stream.of(operation.path().toLowerCase(Locale.ROOT).split("[/._-]"))
            .anyMatch(ADMINISTRATION::contains);
    long without = without(operation).accepted();
    if (named && without > 0) {
      add(
          ApiFinding.Risk.API5,
          operation,
          "is named as administration and answers without credentials",
          without + " calls accepted, of " + operation.callers().size() + " callers");
    }
  }

  private void urls(ApiOperation operation) {
    Set<String> names = new TreeSet<>();
    operation
        .api()
        .fields()
        .forEach(
            (field, counts) -> {
              boolean named = field.place().part() != Place.Part.HEADER;
              boolean sent = field.direction() == Direction.FROM_CLIENT;
              if (named && sent && ValueType.URI.isIn(counts.types())) {
                names.add(field.place().name());
              }
            });
    if (!names.isEmpty()) {
      add(
          ApiFinding.Risk.API7,
          operation,
          "takes URLs from its callers; whether it follows them is not seen here",
          "in " + String.join(", ", names));
    }
  }

  private void versions(ApiOperation operation) {
    int own = newest(List.of(operation.path().split("/", -1)));
    int other = newest(operation.versions());
    if (own >= 0 && other > own && accepted(operation) > 0) {
      add(
          ApiFinding.Risk.API9,
          operation,
          "is still called in an older version",
          accepted(operation) + " calls, while v" + other + " is called too");
    }
  }

  /** The highest of versions such as {@code v2}; -1 when there is none. */
  private static int newest(List<String> segments) {
    return segments.stream()
        .filter(each -> each.matches("[vV][0-9]{1,3}"))
        .mapToInt(each -> Integer.parseInt(each.substring(1)))
        .max()
        .orElse(-1);
  }

  private static AuthenticationCounts without(ApiOperation operation) {
    return operation
        .api()
        .authentications()
        .getOrDefault(Authentication.NONE, AuthenticationCounts.NONE);
  }

  private static long accepted(ApiOperation operation) {
    return operation.total().answers().byStatus().entrySet().stream()
        .filter(each -> each.getKey() >= 200 && each.getKey() < 400)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private void add(ApiFinding.Risk risk, ApiOperation operation, String what, String evidence) {
    found.add(new ApiFinding(risk, operation, what, evidence));
  }
}
