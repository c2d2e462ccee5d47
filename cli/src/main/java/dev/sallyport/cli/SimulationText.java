// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.SimulationView;
import dev.sallyport.wire.api.SimulationView.IdentityView;
import dev.sallyport.wire.api.SimulationView.ImpactView;
import java.util.List;

/** Draws simulations for people: on a terminal, and as Markdown for a review. */
final class SimulationText {
  private static final int LISTED_MAX = 40;
  private static final int NAMED_MAX = 5;

  private SimulationText() {}

  static String table(SimulationView view, Terminal terminal) {
    StringBuilder out = new StringBuilder();
    out.append(headline(view, terminal)).append('\n').append(counts(view)).append('\n');
    if (!view.impacts().isEmpty()) {
      out.append('\n').append(impacts(view, terminal));
    }
    List<IdentityView> young = young(view);
    if (!young.isEmpty()) {
      out.append('\n').append(identities(young, terminal));
    }
    for (String each : view.caveats()) {
      out.append(terminal.warn("note: ")).append(each).append('\n');
    }
    return out.toString();
  }

  static String markdown(SimulationView view) {
    StringBuilder out = new StringBuilder();
    out.append("## What these policies would have done\n\n");
    out.append("**").append(headline(view, Terminal.PLAIN)).append("**\n\n");
    out.append(counts(view)).append("\n\n");
    if (!view.impacts().isEmpty()) {
      out.append("| outcome | owner | calls | with | exchanges | days | by |\n");
      out.append("| --- | --- | --- | --- | ---: | ---: | --- |\n");
      for (ImpactView each : view.impacts().stream().limit(LISTED_MAX).toList()) {
        out.append("| ")
            .append(
                String.join(
                    " | ",
                    each.outcome(),
                    cell(PartyIds.name(each.source())),
                    cell(PartyIds.name(each.target())),
                    "`" + cell(each.operation()) + "`",
                    Long.toString(each.exchanges()),
                    each.days() + " (" + each.beat() + ")",
                    cell(because(each))))
            .append(" |\n");
      }
      out.append(more(view)).append('\n');
    }
    List<IdentityView> young = young(view);
    if (!young.isEmpty()) {
      out.append("Not seen long enough to judge by: ");
      out.append(
          String.join(
              ", ",
              young.stream()
                  .limit(LISTED_MAX)
                  .map(each -> PartyIds.name(each.workload()) + " (" + each.days() + " days)")
                  .toList()));
      out.append(young.size() > LISTED_MAX ? ", …\n\n" : "\n\n");
    }
    view.caveats().forEach(each -> out.append("- ").append(each).append('\n'));
    return out.toString();
  }

  private static String headline(SimulationView view, Terminal terminal) {
    return switch (view.answer()) {
      case "cuts" -> {
        long denied = view.outcomes().getOrDefault("denied", 0L);
        long held = view.outcomes().getOrDefault("throttled", 0L);
        yield terminal.bad(
            "Would have cut "
                + Figures.count(denied + held)
                + " of "
                + Figures.count(view.exchanges())
                + " exchanges.");
      }
      case "cannot-tell" ->
          terminal.warn(
              "Cannot tell: of "
                  + Figures.count(view.outcomes().getOrDefault("undecided", 0L))
                  + " of "
                  + Figures.count(view.exchanges())
                  + " exchanges it is not known.");
      default ->
          view.exchanges() == 0
              ? terminal.warn("Nothing to try: the ledger holds no exchange of this time.")
              : terminal.good(
                  "Cuts nothing: " + Figures.count(view.exchanges()) + " exchanges were tried.");
    };
  }

  private static String counts(SimulationView view) {
    StringBuilder out = new StringBuilder();
    if (view.from() != null) {
      out.append("From ").append(view.from()).append(" to ").append(view.until()).append(": ");
    }
    for (String each : List.of("passed", "redacted", "throttled", "denied", "undecided")) {
      out.append(view.outcomes().getOrDefault(each, 0L)).append(' ').append(each).append(", ");
    }
    out.append(view.idle()).append(" came to nothing even then");
    if (view.already() > 0) {
      out.append(", ").append(view.already()).append(" are left to policies that live already");
    }
    out.append('.');
    if (!view.beside().isEmpty()) {
      out.append(" Judged together with ").append(several(view.beside())).append('.');
    }
    return out.toString();
  }

  private static String several(List<String> names) {
    int more = names.size() - NAMED_MAX;
    return more <= 0
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED_MAX)) + " and " + more + " more";
  }

  private static String impacts(SimulationView view, Terminal terminal) {
    Table table =
        new Table()
            .column("OUTCOME", Table.Column.FIXED)
            .column("OWNER", Table.Column.ELASTIC)
            .column("CALLS", Table.Column.ELASTIC)
            .column("WITH", Table.Column.ELASTIC)
            .column("EXCHANGES", Table.Column.NUMBER)
            .column("DAYS", Table.Column.FIXED)
            .optional()
            .column("BECAUSE", Table.Column.ELASTIC);
    for (ImpactView each : view.impacts().stream().limit(LISTED_MAX).toList()) {
      table.row(
          each.outcome(),
          PartyIds.name(each.source()),
          PartyIds.name(each.target()),
          each.operation(),
          Long.toString(each.exchanges()),
          each.days() + " " + each.beat(),
          because(each));
      table.paint(0, text -> paint(each, text, terminal));
    }
    return table.render(terminal) + more(view);
  }

  private static String identities(List<IdentityView> young, Terminal terminal) {
    Table table =
        new Table()
            .column("NOT SEEN LONG ENOUGH", Table.Column.ELASTIC)
            .column("FIRST SEEN", Table.Column.FIXED)
            .column("DAYS", Table.Column.FIXED)
            .column("EXCHANGES", Table.Column.NUMBER);
    for (IdentityView each : young.stream().limit(LISTED_MAX).toList()) {
      table.row(
          PartyIds.name(each.workload()),
          each.firstSeen() == null ? "never" : each.firstSeen().toString().substring(0, 10),
          each.days() + " " + each.beat(),
          Long.toString(each.exchanges()));
    }
    return table.render(terminal);
  }

  private static List<IdentityView> young(SimulationView view) {
    return view.identities().stream().filter(each -> !each.enough()).toList();
  }

  private static String because(ImpactView impact) {
    String reasons = String.join(", ", impact.reasons());
    if (impact.why().isEmpty()) {
      return reasons;
    }
    return reasons.isEmpty() ? impact.why() : impact.why() + " (" + reasons + ")";
  }

  private static String more(SimulationView view) {
    int left = view.impacts().size() - Math.min(view.impacts().size(), LISTED_MAX);
    int all = left + view.impactsOmitted();
    return all == 0 ? "" : "… and " + all + " more (-o json lists them)\n";
  }

  private static String paint(ImpactView impact, String text, Terminal terminal) {
    return switch (impact.outcome()) {
      case "denied", "throttled" -> terminal.bad(text);
      case "undecided" -> terminal.warn(text);
      default -> text;
    };
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
