// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.OperationView;
import dev.sallyport.wire.api.PartyView;
import dev.sallyport.wire.api.PodStatus;
import dev.sallyport.wire.api.VisibilityView;
import dev.sallyport.wire.api.WorkloadView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Prints one workload with all that touches it. */
final class WorkloadReport {
  private static final int OPERATIONS = 10;

  private final WorkloadView view;
  private final Terminal terminal;
  private final Map<String, String> names = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private WorkloadReport(WorkloadView view, Terminal terminal) {
    this.view = view;
    this.terminal = terminal;
    view.neighbours().forEach(each -> names.put(each.id(), Parties.fullName(each)));
    names.put(view.party().id(), Parties.fullName(view.party()));
  }

  static String render(WorkloadView view, Terminal terminal) {
    return new WorkloadReport(view, terminal).render();
  }

  private String render() {
    PartyView party = view.party();
    out.append(terminal.bold(Parties.fullName(party))).append("  ");
    out.append(Objects.requireNonNullElse(party.workloadKind(), party.kind()));
    out.append(Boolean.TRUE.equals(party.ended()) ? " (ended)\n" : "\n");
    out.append("  service account  ")
        .append(Objects.requireNonNullElse(party.serviceAccount(), "-"))
        .append('\n');
    if (party.labels() != null && !party.labels().isEmpty()) {
      out.append("  labels           ");
      out.append(
          String.join(
              " ",
              party.labels().entrySet().stream()
                  .map(each -> each.getKey() + "=" + each.getValue())
                  .sorted()
                  .toList()));
      out.append('\n');
    }
    pods();
    edges("CALLED BY", view.inbound(), true);
    edges("CALLS", view.outbound(), false);
    return out.toString();
  }

  private void pods() {
    if (view.pods().isEmpty()) {
      return;
    }
    Table table =
        new Table()
            .column("POD", Table.Column.ELASTIC)
            .column("NODE", Table.Column.FIXED)
            .column("STATE", Table.Column.FIXED)
            .column("BECAUSE", Table.Column.ELASTIC);
    for (PodStatus each : view.pods()) {
      table.row(
          each.name(),
          each.node().isEmpty() ? "-" : each.node(),
          each.state(),
          Objects.requireNonNullElse(each.because(), ""));
    }
    out.append('\n').append(table.render(terminal));
  }

  private void edges(String title, List<EdgeView> edges, boolean inbound) {
    out.append('\n').append(terminal.bold(title)).append('\n');
    if (edges.isEmpty()) {
      out.append("  nobody seen yet\n");
    }
    for (EdgeView each : edges) {
      String other = inbound ? each.source() : each.target();
      out.append("  ").append(names.getOrDefault(other, other)).append("  ");
      out.append(
          terminal.faint(
              "%s · %s · %s exchanges · errors %s · p50 %s · p99 %s · seen to %s"
                  .formatted(
                      MissedLine.protocol(each),
                      Figures.rate(each.ratePerSecond()),
                      Figures.count(each.exchanges()),
                      Figures.share(each.errorShare()),
                      Figures.millis(each.p50Millis()),
                      Figures.millis(each.p99Millis()),
                      Sight.word(each))));
      out.append('\n');
      String missed = MissedLine.details(each);
      if (!missed.isEmpty()) {
        boolean now = each.attempts() != null && each.attempts().goingOn();
        out.append("      ").append(now ? terminal.bad(missed) : terminal.faint(missed));
        out.append('\n');
      }
      unseen(each);
      for (String line : ContentsLine.lines(each)) {
        out.append("      ").append(terminal.warn(line)).append('\n');
      }
      operations(each);
    }
  }

  private void unseen(EdgeView edge) {
    for (VisibilityView each : edge.visibility()) {
      if (!each.seen() && each.because() != null) {
        out.append("      ")
            .append(terminal.warn(each.layer() + " not seen: " + each.because()))
            .append('\n');
      }
    }
  }

  private void operations(EdgeView edge) {
    Table table =
        new Table()
            .column("    OPERATION", Table.Column.ELASTIC)
            .column("RATE", Table.Column.NUMBER)
            .column("ERRORS", Table.Column.NUMBER)
            .column("P50", Table.Column.NUMBER)
            .column("P99", Table.Column.NUMBER)
            .column("EXCHANGES", Table.Column.NUMBER)
            .column("ANSWERS", Table.Column.ELASTIC);
    List<OperationView> shown =
        edge.operations().subList(0, Math.min(OPERATIONS, edge.operations().size()));
    for (OperationView each : shown) {
      table.row(
          "    " + each.key(),
          Figures.rate(each.ratePerSecond()),
          Figures.share(each.errorShare()),
          Figures.millis(each.p50Millis()),
          Figures.millis(each.p99Millis()),
          Figures.count(each.exchanges()),
          String.join(
              " ",
              each.statuses().entrySet().stream()
                  .map(status -> status.getKey() + "×" + status.getValue())
                  .toList()));
    }
    if (!table.isEmpty()) {
      out.append(table.render(terminal));
    }
    int more = edge.operations().size() - shown.size() + edge.operationsOmitted();
    if (more > 0) {
      out.append("    and ").append(more).append(" more\n");
    }
  }
}
