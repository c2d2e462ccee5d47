// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.OperationView;
import dev.sallyport.wire.api.PartyView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The blueprint as a tree: layers, namespaces, parties, and whom each calls. */
final class BlueprintTree {
  private static final Map<String, String> TITLES =
      Map.of(
          "outside", "OUTSIDE",
          "ingress", "INGRESS",
          "workload", "WORKLOADS",
          "datastore", "DATA STORES",
          "ai", "AI",
          "egress", "EGRESS",
          "platform", "PLATFORM");
  private static final Comparator<EdgeView> BUSIEST =
      Comparator.comparingDouble(EdgeView::ratePerSecond)
          .thenComparingLong(EdgeView::exchanges)
          .reversed()
          .thenComparing(EdgeView::id);

  private final BlueprintView view;
  private final Terminal terminal;
  private final int operations;
  private final Parties parties;
  private final Map<String, List<EdgeView>> outgoing;
  private final StringBuilder out = new StringBuilder();

  private BlueprintTree(BlueprintView view, Terminal terminal, int operations) {
    this.view = view;
    this.terminal = terminal;
    this.operations = operations;
    this.parties = new Parties(view);
    this.outgoing =
        view.edges().stream()
            .sorted(BUSIEST)
            .collect(Collectors.groupingBy(EdgeView::source, TreeMap::new, Collectors.toList()));
  }

  /** Returns the tree; under each edge at most {@code operations} of its operations. */
  static String render(BlueprintView view, Terminal terminal, int operations) {
    return new BlueprintTree(view, terminal, operations).render();
  }

  private String render() {
    for (String layer : Parties.LAYERS) {
      List<PartyView> members =
          view.parties().stream()
              .filter(each -> each.layer().equals(layer))
              .sorted(Parties.ORDER)
              .toList();
      if (!members.isEmpty()) {
        layer(layer, members);
      }
    }
    if (view.parties().isEmpty()) {
      out.append("Nothing seen yet.\n");
    }
    out.append(Provenance.lines(view, terminal));
    return out.toString();
  }

  private void layer(String layer, List<PartyView> members) {
    out.append(terminal.bold(TITLES.getOrDefault(layer, layer))).append('\n');
    String space = "";
    boolean named = members.stream().anyMatch(each -> each.namespace() != null);
    for (PartyView each : members) {
      String own = Objects.requireNonNullElse(each.namespace(), "");
      if (!own.equals(space)) {
        String group = own.isEmpty() ? "no namespace" : "namespace " + own;
        out.append("  ").append(terminal.faint(group)).append('\n');
      }
      space = own;
      party(each, own.isEmpty() && !named ? "  " : "    ");
    }
    out.append('\n');
  }

  private void party(PartyView party, String indent) {
    out.append(indent).append(Parties.shortName(party));
    String facts = facts(party);
    if (!facts.isEmpty()) {
      out.append("  ").append(terminal.faint(facts));
    }
    out.append('\n');
    List<EdgeView> edges = outgoing.getOrDefault(party.id(), List.of());
    Table table =
        new Table()
            .column("", Table.Column.ELASTIC)
            .column("", Table.Column.FIXED)
            .column("", Table.Column.NUMBER)
            .column("", Table.Column.NUMBER)
            .column("", Table.Column.NUMBER);
    boolean data = edges.stream().anyMatch(each -> !ContentsLine.brief(each).isEmpty());
    if (data) {
      table.column("", Table.Column.ELASTIC);
    }
    for (EdgeView each : edges) {
      edge(table, indent, party, each, data);
    }
    if (!table.isEmpty()) {
      String text = table.render(terminal);
      out.append(text, text.indexOf('\n') + 1, text.length());
    }
  }

  private void edge(Table table, String indent, PartyView from, EdgeView edge, boolean data) {
    PartyView target = parties.party(edge.target());
    boolean near = Objects.equals(from.namespace(), target.namespace());
    row(
        table,
        indent + "  → " + (near ? Parties.shortName(target) : Parties.fullName(target)),
        MissedLine.protocol(edge),
        Figures.rate(edge.ratePerSecond()),
        edge.errorShare() > 0 ? Figures.share(edge.errorShare()) + " err" : "",
        edge.p50Millis() == null ? "" : "p50 " + Figures.millis(edge.p50Millis()),
        data ? ContentsLine.brief(edge) : null);
    table.paint(3, terminal::bad);
    if (edge.ratePerSecond() <= 0) {
      table.paint(0, terminal::faint).paint(2, terminal::faint);
    }
    String missed = MissedLine.brief(edge);
    if (!missed.isEmpty()) {
      row(table, indent + "      " + missed, "", "", "", "", data ? "" : null);
      table.paint(0, terminal::faint);
    }
    List<OperationView> shown =
        edge.operations().subList(0, Math.min(operations, edge.operations().size()));
    for (OperationView each : shown) {
      row(
          table,
          indent + "      " + each.key(),
          "",
          Figures.rate(each.ratePerSecond()),
          each.errorShare() > 0 ? Figures.share(each.errorShare()) + " err" : "",
          each.p50Millis() == null ? "" : "p50 " + Figures.millis(each.p50Millis()),
          data ? "" : null);
      table.paint(0, terminal::faint).paint(3, terminal::bad);
    }
  }

  /** Adds a row; a cell that is null has no column. */
  private static void row(Table table, @Nullable String... cells) {
    table.row(Arrays.stream(cells).filter(Objects::nonNull).toArray(String[]::new));
  }

  private static String facts(PartyView party) {
    List<String> facts = new ArrayList<>();
    if (party.workloadKind() != null) {
      facts.add(party.workloadKind());
    }
    if (Boolean.TRUE.equals(party.ended())) {
      facts.add("ended");
    } else if (party.pods() != null) {
      facts.add(
          party.pods().running() == 0
              ? "no pods now"
              : party.pods().captured() + "/" + party.pods().running() + " pods captured");
    }
    if (!party.protocols().isEmpty()) {
      facts.add("serves " + String.join(", ", party.protocols()));
    }
    return String.join(" · ", facts);
  }
}
