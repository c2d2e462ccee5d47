// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.ApiCallerView;
import dev.sallyport.wire.api.ApiFieldView;
import dev.sallyport.wire.api.ApiOperationView;
import dev.sallyport.wire.api.ApiSummaryView;
import dev.sallyport.wire.api.ApiView;
import dev.sallyport.wire.api.ApisView;
import dev.sallyport.wire.api.AuthenticationView;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints what is known of APIs. */
final class ApiReport {
  private static final int CALLERS_SHOWN = 5;

  private ApiReport() {}

  static String list(ApisView view, Terminal terminal) {
    if (view.apis().isEmpty()) {
      return "no API was called yet\n";
    }
    Table table =
        new Table()
            .column("API", Table.Column.ELASTIC)
            .column("OPERATIONS", Table.Column.NUMBER)
            .column("CALLERS", Table.Column.NUMBER)
            .column("CALLS", Table.Column.NUMBER)
            .column("OPEN", Table.Column.NUMBER)
            .column("MIXED", Table.Column.NUMBER)
            .column("STRAY", Table.Column.NUMBER)
            .optional();
    for (ApiSummaryView each : view.apis()) {
      table.row(
          each.name(),
          Integer.toString(each.operations()),
          Integer.toString(each.callers()),
          Figures.count(each.exchanges()),
          Integer.toString(each.open()),
          Integer.toString(each.mixed()),
          Figures.count(each.strayExchanges()));
      if (each.open() + each.mixed() > 0) {
        table.paint(4, terminal::warn);
      }
    }
    return table.render(terminal);
  }

  static String show(ApiView view, @Nullable String operation, Terminal terminal) {
    StringBuilder out = new StringBuilder(terminal.bold(view.name())).append('\n');
    List<ApiOperationView> shown =
        view.operations().stream()
            .filter(each -> operation == null || each.key().contains(operation))
            .toList();
    Table table =
        new Table()
            .column("OPERATION", Table.Column.ELASTIC)
            .column("CALLS", Table.Column.NUMBER)
            .column("ERRORS", Table.Column.NUMBER)
            .column("P99", Table.Column.NUMBER)
            .column("PROTECTION", Table.Column.FIXED)
            .column("BY", Table.Column.ELASTIC)
            .column("CALLERS", Table.Column.ELASTIC);
    for (ApiOperationView each : shown) {
      table.row(
          each.key(),
          Figures.count(each.exchanges()),
          Figures.count(each.errors()),
          Figures.millis(each.p99Millis()),
          each.protection(),
          ways(each),
          callers(each));
      if (each.protection().equals("open") || each.protection().equals("optional")) {
        table.paint(4, terminal::warn);
      }
    }
    out.append(table.render(terminal));
    if (operation != null) {
      shown.forEach(each -> details(each, terminal, out));
    }
    if (view.strayPaths() > 0) {
      out.append(view.strayExchanges())
          .append(" calls of ")
          .append(view.strayPaths())
          .append(" paths that do not exist\n");
    }
    return out.toString();
  }

  static String findings(ApiView view, Terminal terminal) {
    if (view.findings().isEmpty()) {
      return "nothing to find in what was seen so far\n";
    }
    Table table =
        new Table()
            .column("RISK", Table.Column.FIXED)
            .column("OPERATION", Table.Column.ELASTIC)
            .column("WHAT", Table.Column.ELASTIC)
            .column("EVIDENCE", Table.Column.ELASTIC);
    view.findings()
        .forEach(each -> table.row(each.risk(), each.operation(), each.what(), each.evidence()));
    return table.render(terminal);
  }

  static String differences(List<ApiDifference> differences, Terminal terminal) {
    if (differences.isEmpty()) {
      return "no difference\n";
    }
    Table table =
        new Table()
            .column("KIND", Table.Column.FIXED)
            .column("OPERATION", Table.Column.ELASTIC)
            .column("WHAT", Table.Column.ELASTIC);
    for (ApiDifference each : differences) {
      table.row(each.kind().name().toLowerCase(Locale.ROOT), each.operation(), each.detail());
    }
    return table.render(terminal);
  }

  private static void details(ApiOperationView operation, Terminal terminal, StringBuilder out) {
    out.append('\n').append(terminal.bold(operation.key())).append('\n');
    out.append("  protection  ")
        .append(operation.protection())
        .append(": ")
        .append(operation.evidence())
        .append('\n');
    line(out, "statuses", operation.statuses().toString());
    line(out, "claims", String.join(" ", operation.claims()));
    line(out, "versions", String.join(" ", operation.versions()));
    line(out, "takes", String.join(" ", operation.requestTypes()));
    line(out, "gives", String.join(" ", operation.responseTypes()));
    Table table =
        new Table()
            .column("", Table.Column.FIXED)
            .column("FIELD", Table.Column.ELASTIC)
            .column("IN", Table.Column.FIXED)
            .column("TYPES", Table.Column.ELASTIC)
            .column("ALWAYS", Table.Column.FIXED);
    for (ApiFieldView each : operation.fields()) {
      table.row(
          each.direction(),
          each.name(),
          each.in(),
          String.join(" ", each.types()),
          each.always() ? "yes" : "");
    }
    if (!table.isEmpty()) {
      out.append(table.render(terminal));
    }
  }

  private static void line(StringBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      out.append("  ")
          .append(name)
          .append(" ".repeat(12 - name.length()))
          .append(value)
          .append('\n');
    }
  }

  private static String ways(ApiOperationView operation) {
    return operation.authentication().stream()
        .map(AuthenticationView::way)
        .collect(Collectors.joining(" "));
  }

  private static String callers(ApiOperationView operation) {
    String shown =
        operation.callers().stream()
            .limit(CALLERS_SHOWN)
            .map(ApiCallerView::name)
            .collect(Collectors.joining(", "));
    int more = operation.callers().size() - CALLERS_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
