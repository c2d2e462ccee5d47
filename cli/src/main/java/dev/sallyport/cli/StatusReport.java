// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.NodeStatus;
import dev.sallyport.wire.api.OpenBeforeView;
import dev.sallyport.wire.api.PodStatus;
import dev.sallyport.wire.api.StatusView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Judges and prints the status. */
final class StatusReport {
  private static final double LAG_MAX_SECONDS = 30;

  private StatusReport() {}

  /** Returns what is wrong, one sentence each; empty when all is well. */
  static List<String> reasons(StatusView status) {
    List<String> reasons = new ArrayList<>();
    if (!status.database().ok()) {
      reasons.add(
          "database: " + Objects.requireNonNullElse(status.database().message(), "not answering"));
    }
    if (!status.kubernetes().ok()) {
      reasons.add(
          "Kubernetes: "
              + Objects.requireNonNullElse(status.kubernetes().message(), "not followed"));
    }
    StatusView.LinkStatus link = status.link();
    if (link != null && !link.ok()) {
      reasons.add("the link of nodes is not open: " + String.join("; ", link.warnings()));
    }
    if (status.nodes().isEmpty()) {
      reasons.add("no node program has reported yet");
    }
    status.nodes().forEach(each -> node(each, reasons));
    pods(status, reasons);
    return reasons;
  }

  /** Pods that share a reason share a line: a node that is away is one trouble, not fifty. */
  private static void pods(StatusView status, List<String> reasons) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (PodStatus each : status.pods()) {
      if (each.state().equals("not-captured") && !byDesign(each)) {
        byReason
            .computeIfAbsent(because(each), _ -> new ArrayList<>())
            .add(each.namespace() + "/" + each.name());
      }
    }
    byReason.forEach(
        (why, pods) ->
            reasons.add(
                pods.size() == 1
                    ? "pod " + pods.getFirst() + " is not captured: " + why
                    : pods.size() + " pods are not captured: " + why));
  }

  private static void node(NodeStatus node, List<String> reasons) {
    Double lag = node.lagSeconds();
    if (!node.connected()) {
      reasons.add("node " + node.name() + ": its program is not connected");
    } else if (lag != null && lag > LAG_MAX_SECONDS) {
      reasons.add("node " + node.name() + ": its summaries lag by " + Figures.seconds(lag));
    }
    if (node.lostShare() > 0) {
      reasons.add(
          "node "
              + node.name()
              + ": "
              + Figures.share(node.lostShare())
              + " of the exchanges of the last window were lost");
    }
  }

  /**
   * A pod on its node's network has no traffic of its own to capture, and in tier steer no pod is
   * called captured.
   */
  private static boolean byDesign(PodStatus pod) {
    return because(pod).startsWith("it uses the network of node ")
        || because(pod).startsWith("tier steer: ");
  }

  private static String because(PodStatus pod) {
    return Objects.requireNonNullElse(pod.because(), "no reason given");
  }

  static String render(StatusView status, Instant now, Terminal terminal) {
    StringBuilder out = new StringBuilder();
    out.append(terminal.bold("Control")).append("  ").append(status.version());
    out.append(", up ").append(Figures.seconds(since(status.startedAt(), now)));
    out.append("; database ").append(status.database().kind()).append(' ');
    out.append(word(status.database().ok(), terminal));
    out.append("; Kubernetes ").append(word(status.kubernetes().ok(), terminal));
    out.append(" (").append(status.kubernetes().pods()).append(" pods");
    Long reopened = status.kubernetes().reopened();
    if (reopened != null && reopened > 0) {
      out.append(", silent watches opened anew ").append(reopened);
      out.append(reopened == 1 ? " time" : " times");
    }
    out.append(')');
    out.append(link(status.link(), terminal)).append('\n');
    if ("none".equals(status.access())) {
      out.append(terminal.warn("No login"))
          .append(": whoever reaches the port of control reads everything\n");
    }
    out.append('\n');
    out.append(terminal.bold("Nodes")).append('\n').append(nodes(status, now, terminal));
    out.append('\n').append(terminal.bold("Pods")).append('\n').append(pods(status, now, terminal));
    List<String> reasons = reasons(status);
    out.append('\n').append(openBefore(status.openBefore()));
    if (reasons.isEmpty()) {
      out.append(terminal.good("healthy")).append('\n');
    } else {
      out.append(terminal.bad("degraded")).append('\n');
      reasons.forEach(each -> out.append("  - ").append(each).append('\n'));
    }
    return out.toString();
  }

  /** A gap of what is seen that closes by itself, and no trouble of Sallyport's. */
  private static String openBefore(@Nullable OpenBeforeView old) {
    if (old == null) {
      return "";
    }
    return "%s %s open before capture began at %s; %s still %s\n"
        .formatted(
            Figures.count(old.found()),
            old.found() == 1 ? "connection was" : "connections were",
            old.since().truncatedTo(ChronoUnit.SECONDS),
            old.open() == 0 ? "none" : Figures.count(old.open()),
            old.open() == 0 ? "is" : old.open() == 1 ? "is, unseen" : "are, unseen");
  }

  /** What was refused is history and says nothing of health; but somebody should know. */
  private static String link(StatusView.@Nullable LinkStatus link, Terminal terminal) {
    if (link == null) {
      return "";
    }
    boolean proven = link.security().equals("mutual-tls");
    StringBuilder out = new StringBuilder("; link ");
    out.append(proven ? "mutual TLS" : terminal.bad("TLS " + link.security()));
    link.warnings().forEach(each -> out.append("\n  ! ").append(each));
    return out.toString();
  }

  private static String nodes(StatusView status, Instant now, Terminal terminal) {
    Table table =
        new Table()
            .column("NAME", Table.Column.ELASTIC)
            .column("VERSION", Table.Column.FIXED)
            .column("LINK", Table.Column.FIXED)
            .column("HEARD", Table.Column.NUMBER)
            .column("LAG", Table.Column.NUMBER)
            .column("LOST", Table.Column.NUMBER)
            .column("MEMORY", Table.Column.NUMBER)
            .column("CONNECTIONS", Table.Column.NUMBER)
            .optional()
            .column("SEEN", Table.Column.NUMBER)
            .optional()
            .column("SENT", Table.Column.NUMBER)
            .optional()
            .column("RULES AGE", Table.Column.NUMBER)
            .column("LIMITS HIT", Table.Column.ELASTIC);
    for (NodeStatus each : status.nodes()) {
      Long age = each.rulesetAgeSeconds();
      Instant heard = each.lastHeardAt();
      table.row(
          each.name(),
          Objects.requireNonNullElse(each.version(), "-"),
          each.connected() ? "up" : "down",
          heard == null ? "never" : Figures.seconds(since(heard, now)),
          Figures.seconds(each.lagSeconds()),
          Figures.share(each.lostShare()),
          each.residentBytes() == 0 ? "-" : Figures.bytes(each.residentBytes()),
          Figures.count(each.connectionsOpen()),
          Figures.bytes(each.bytesSeen()),
          Figures.bytes(each.summaryBytes()),
          age == null ? "-" : Figures.seconds((double) age),
          limits(each));
      table.paint(2, each.connected() ? terminal::good : terminal::bad);
    }
    return table.isEmpty() ? "none has reported yet\n" : table.render(terminal);
  }

  private static String limits(NodeStatus node) {
    List<String> hit = new ArrayList<>();
    node.limitsHit()
        .forEach(
            (name, count) -> {
              if (count > 0) {
                hit.add(name + "=" + count);
              }
            });
    return hit.isEmpty() ? "-" : String.join(" ", hit);
  }

  private static String pods(StatusView status, Instant now, Terminal terminal) {
    Table table =
        new Table()
            .column("NAMESPACE", Table.Column.FIXED)
            .column("POD", Table.Column.ELASTIC)
            .column("NODE", Table.Column.FIXED)
            .column("STATE", Table.Column.FIXED)
            .column("PROVED", Table.Column.NUMBER)
            .column("FAMILIES", Table.Column.FIXED)
            .column("BECAUSE", Table.Column.ELASTIC);
    for (PodStatus each : status.pods()) {
      Instant proved = each.provedAt();
      table.row(
          each.namespace(),
          each.name(),
          each.node().isEmpty() ? "-" : each.node(),
          each.state(),
          proved == null ? "-" : Figures.seconds(since(proved, now)) + " ago",
          families(each),
          Objects.requireNonNullElse(each.because(), ""));
      switch (each.state()) {
        case "captured" -> table.paint(3, terminal::good);
        case "pending" -> table.paint(3, terminal::warn);
        default -> table.paint(3, byDesign(each) ? terminal::faint : terminal::bad);
      }
    }
    return table.isEmpty() ? "none known yet\n" : table.render(terminal);
  }

  private static String families(PodStatus pod) {
    boolean four = pod.families().ipv4();
    boolean six = pod.families().ipv6();
    return four && six ? "IPv4+IPv6" : four ? "IPv4" : six ? "IPv6" : "-";
  }

  private static String word(boolean ok, Terminal terminal) {
    return ok ? terminal.good("ok") : terminal.bad("not ok");
  }

  private static double since(Instant then, Instant now) {
    return Duration.between(then, now).toMillis() / 1000.0;
  }
}
