// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.ApiFieldView;
import dev.sallyport.wire.api.ApiOperationView;
import dev.sallyport.wire.api.ApiView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares the document of an API with what was called of it. */
final class ApiComparison {
  private static final Set<String> WITHOUT_PATH = Set.of("", "CONNECT");

  private final List<SpecDocument.Operation> documented;
  private final Set<String> bases;
  private final ApiView seen;

  ApiComparison(SpecDocument document, ApiView seen) {
    this.documented = document.operations();
    this.bases = document.basePaths();
    this.seen = seen;
  }

  /** Returns all differences, by kind and operation. */
  List<ApiDifference> differences() {
    List<ApiDifference> found = new ArrayList<>();
    Set<SpecDocument.Operation> used = new HashSet<>();
    for (ApiOperationView each : seen.operations()) {
      if (WITHOUT_PATH.contains(each.method()) || each.method().equals("OPTIONS")) {
        continue;
      }
      Optional<SpecDocument.Operation> match = match(each);
      if (match.isPresent()) {
        used.add(match.get());
        changes(match.get(), each)
            .forEach(
                detail ->
                    found.add(new ApiDifference(ApiDifference.Kind.CHANGED, each.key(), detail)));
      } else if (!refused(each)) {
        found.add(
            new ApiDifference(
                ApiDifference.Kind.UNDOCUMENTED,
                each.key(),
                each.exchanges() + " calls of " + each.callers().size() + " callers"));
      }
    }
    for (SpecDocument.Operation each : documented) {
      if (!used.contains(each)) {
        found.add(
            new ApiDifference(
                ApiDifference.Kind.UNUSED, each.method() + " " + each.path(), "never called"));
      }
    }
    found.sort(
        Comparator.comparing(ApiDifference::kind)
            .thenComparing(ApiDifference::operation)
            .thenComparing(ApiDifference::detail));
    return found;
  }

  /** Nothing of it ever succeeded: it may not exist. */
  private static boolean refused(ApiOperationView operation) {
    return operation.statuses().keySet().stream().noneMatch(each -> each.matches("[23][0-9]{2}"));
  }

  /** The documented operation of that path; one with more words in its path counts first. */
  private Optional<SpecDocument.Operation> match(ApiOperationView operation) {
    String path = operation.path().replaceAll("\\{[^}]*}", "{}");
    return documented.stream()
        .filter(each -> each.method().equals(operation.method()))
        .filter(each -> bases.stream().anyMatch(base -> covers(base + each.path(), path)))
        .min(Comparator.comparingInt(each -> each.path().split("\\{}", -1).length));
  }

  private static boolean covers(String documented, String seen) {
    String[] wanted = documented.split("/", -1);
    String[] found = seen.split("/", -1);
    if (wanted.length != found.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      boolean parameter = wanted[i].equals("{}") && !found[i].isEmpty();
      if (!parameter && !wanted[i].equals(found[i])) {
        return false;
      }
    }
    return true;
  }

  private static List<String> changes(SpecDocument.Operation wanted, ApiOperationView found) {
    List<String> changes = new ArrayList<>();
    names(found, "request", "query").stream()
        .filter(each -> !wanted.parameters().contains(each))
        .forEach(each -> changes.add("query parameter " + each + " is not documented"));
    if (found.requestsRead() > 0) {
      for (String each : wanted.requiredParameters()) {
        if (!names(found, "request", "query").contains(each)) {
          changes.add("query parameter " + each + " is required and was never sent");
        }
      }
    }
    fields(found, "request", wanted.requestFields(), changes);
    fields(found, "response", wanted.responseFields(), changes);
    for (Map.Entry<String, Long> each : found.statuses().entrySet()) {
      String status = each.getKey();
      boolean known =
          !status.matches("[1-5][0-9]{2}")
              || wanted.statuses().contains(status)
              || wanted.statuses().contains(status.charAt(0) + "XX")
              || wanted.statuses().contains("DEFAULT");
      if (!known) {
        changes.add("status " + status + " is not documented (" + each.getValue() + " times)");
      }
    }
    boolean open = found.protection().equals("open") || found.protection().equals("optional");
    if (wanted.secured() && open) {
      changes.add("credentials are documented as demanded, but " + found.evidence());
    }
    return changes;
  }

  private static void fields(
      ApiOperationView found, String direction, Set<String> wanted, List<String> changes) {
    if (wanted.isEmpty()) {
      return;
    }
    for (String each : names(found, direction, "json")) {
      if (!wanted.contains(each)) {
        changes.add(direction + " field " + each + " is not documented");
      }
    }
  }

  /** Names of parameters, or of the fields at the top of a JSON body. */
  private static Set<String> names(ApiOperationView found, String direction, String in) {
    Set<String> names = new TreeSet<>();
    for (ApiFieldView each : found.fields()) {
      if (each.direction().equals(direction) && each.in().equals(in)) {
        String name =
            in.equals("json") ? each.name().replaceFirst("^\\$(\\[\\*])?\\.?", "") : each.name();
        boolean top = !name.isEmpty() && name.indexOf('.') < 0 && name.indexOf('[') < 0;
        if (top && !name.equals("{id}")) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
