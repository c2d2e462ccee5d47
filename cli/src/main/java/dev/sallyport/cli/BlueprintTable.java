// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.DeclarationView;
import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.PartyView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The blueprint as tables. */
final class BlueprintTable {
  private BlueprintTable() {}

  /** Returns the parties, one per line. */
  static String parties(BlueprintView view, Terminal terminal) {
    Table table =
        new Table()
            .column("LAYER", Table.Column.FIXED)
            .column("NAMESPACE", Table.Column.FIXED)
            .column("NAME", Table.Column.ELASTIC)
            .column("KIND", Table.Column.FIXED)
            .column("PODS", Table.Column.NUMBER)
            .column("CAPTURED", Table.Column.NUMBER)
            .column("IN", Table.Column.NUMBER)
            .column("OUT", Table.Column.NUMBER)
            .column("SERVES", Table.Column.ELASTIC)
            .optional();
    view.parties().stream().sorted(Parties.ORDER).forEach(each -> party(table, view, each));
    return table.render(terminal);
  }

  private static void party(Table table, BlueprintView view, PartyView party) {
    var pods = party.pods();
    boolean ended = Boolean.TRUE.equals(party.ended());
    table.row(
        party.layer(),
        Objects.requireNonNullElse(party.namespace(), "-"),
        Parties.shortName(party),
        Objects.requireNonNullElse(party.workloadKind(), party.kind()) + (ended ? " (ended)" : ""),
        pods == null ? "-" : String.valueOf(pods.running()),
        pods == null ? "-" : String.valueOf(pods.captured()),
        Figures.rate(
            view.edges().stream()
                .filter(each -> each.target().equals(party.id()))
                .mapToDouble(EdgeView::ratePerSecond)
                .sum()),
        Figures.rate(
            view.edges().stream()
                .filter(each -> each.source().equals(party.id()))
                .mapToDouble(EdgeView::ratePerSecond)
                .sum()),
        party.protocols().isEmpty() ? "-" : String.join(",", party.protocols()));
  }

  /** Orders of the table of edges. */
  enum Sort {
    RATE,
    ERRORS,
    P99,
    EXCHANGES,
    BYTES,
    NAME;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns edges, one per line. */
  static String edges(BlueprintView view, List<EdgeView> edges, Sort sort, Terminal terminal) {
    Parties parties = new Parties(view);
    Table table =
        new Table()
            .column("FROM", Table.Column.ELASTIC)
            .column("TO", Table.Column.ELASTIC)
            .column("PROTOCOL", Table.Column.FIXED)
            .column("RATE", Table.Column.NUMBER)
            .column("ERRORS", Table.Column.NUMBER)
            .column("P50", Table.Column.NUMBER)
            .column("P99", Table.Column.NUMBER)
            .column("EXCHANGES", Table.Column.NUMBER)
            .column("BYTES", Table.Column.NUMBER)
            .optional()
            .column("SEEN", Table.Column.FIXED);
    boolean data = edges.stream().anyMatch(each -> !ContentsLine.brief(each).isEmpty());
    if (data) {
      table.column("DATA", Table.Column.ELASTIC);
    }
    boolean declared = edges.stream().anyMatch(each -> each.declared() != null);
    if (declared) {
      table.column("DECLARED", Table.Column.FIXED);
    }
    boolean missed = edges.stream().anyMatch(each -> !MissedLine.brief(each).isEmpty());
    if (missed) {
      table.column("ATTEMPTS", Table.Column.ELASTIC);
    }
    table.column("TOP OPERATION", Table.Column.ELASTIC).optional();
    edges.stream()
        .sorted(order(sort, parties))
        .forEach(each -> edge(table, parties, each, data, declared, missed, terminal));
    return table.render(terminal);
  }

  private static void edge(
      Table table,
      Parties parties,
      EdgeView edge,
      boolean data,
      boolean declared,
      boolean missed,
      Terminal terminal) {
    int more = edge.operations().size() + edge.operationsOmitted() - 1;
    List<String> cells = new ArrayList<>();
    Collections.addAll(
        cells,
        parties.name(edge.source()),
        parties.name(edge.target()),
        MissedLine.protocol(edge),
        Figures.rate(edge.ratePerSecond()),
        Figures.share(edge.errorShare()),
        Figures.millis(edge.p50Millis()),
        Figures.millis(edge.p99Millis()),
        Figures.count(edge.exchanges()),
        Figures.bytes(edge.requestBytes() + edge.responseBytes()),
        Sight.word(edge));
    if (data) {
      cells.add(ContentsLine.brief(edge));
    }
    if (declared) {
      DeclarationView said = edge.declared();
      cells.add(said == null ? "-" : said.allowed() ? "allowed" : "denied");
    }
    if (missed) {
      cells.add(MissedLine.brief(edge));
    }
    cells.add(
        edge.operations().isEmpty()
            ? "-"
            : edge.operations().getFirst().key() + (more > 0 ? " +" + more : ""));
    table.row(cells.toArray(String[]::new));
    if (edge.errorShare() > 0) {
      table.paint(4, terminal::bad);
    }
  }

  private static Comparator<EdgeView> order(Sort sort, Parties parties) {
    Comparator<EdgeView> byName =
        Comparator.comparing((EdgeView edge) -> parties.name(edge.source()))
            .thenComparing(edge -> parties.name(edge.target()))
            .thenComparing(EdgeView::id);
    Comparator<EdgeView> most =
        switch (sort) {
          case RATE -> Comparator.comparingDouble(EdgeView::ratePerSecond);
          case ERRORS -> Comparator.comparingDouble(EdgeView::errorShare);
          case P99 ->
              Comparator.comparingDouble(
                  edge -> Objects.requireNonNullElse(edge.p99Millis(), -1.0));
          case EXCHANGES -> Comparator.comparingLong(EdgeView::exchanges);
          case BYTES ->
              Comparator.comparingLong(edge -> edge.requestBytes() + edge.responseBytes());
          case NAME -> (a, b) -> 0;
        };
    return most.reversed().thenComparing(byName);
  }
}
