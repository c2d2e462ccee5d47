// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.PartyView;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The blueprint in the languages of graph drawing tools; the output depends on nothing but it. */
final class GraphText {
  private static final Comparator<EdgeView> ORDER =
      Comparator.comparing(EdgeView::source)
          .thenComparing(EdgeView::target)
          .thenComparing(EdgeView::id);

  private GraphText() {}

  /** Returns the graph for Graphviz. */
  static String dot(BlueprintView view) {
    StringBuilder out = new StringBuilder("digraph sallyport {\n");
    out.append("  rankdir=LR;\n  node [shape=box, style=rounded];\n");
    int cluster = 0;
    for (var group : groups(view).entrySet()) {
      out.append("  subgraph cluster_").append(cluster++).append(" {\n");
      out.append("    label=").append(quoted(group.getKey())).append(";\n");
      for (PartyView each : group.getValue()) {
        out.append("    ").append(quoted(each.id()));
        out.append(" [label=").append(quoted(Parties.shortName(each)));
        out.append(each.layer().equals("datastore") ? ", shape=cylinder];\n" : "];\n");
      }
      out.append("  }\n");
    }
    for (EdgeView each : view.edges().stream().sorted(ORDER).toList()) {
      out.append("  ").append(quoted(each.source())).append(" -> ").append(quoted(each.target()));
      out.append(" [label=").append(quoted(label(each)));
      out.append(each.errorShare() > 0 ? ", color=red];\n" : "];\n");
    }
    return out.append("}\n").toString();
  }

  /** Returns the graph for Mermaid. */
  static String mermaid(BlueprintView view) {
    StringBuilder out = new StringBuilder("flowchart LR\n");
    Map<String, String> names = new HashMap<>();
    int group = 0;
    for (var entry : groups(view).entrySet()) {
      out.append("  subgraph g").append(group++).append("[\"").append(plain(entry.getKey()));
      out.append("\"]\n");
      for (PartyView each : entry.getValue()) {
        String name = "p" + names.size();
        names.put(each.id(), name);
        boolean store = each.layer().equals("datastore");
        out.append("    ").append(name).append(store ? "[(\"" : "[\"");
        out.append(plain(Parties.shortName(each))).append(store ? "\")]\n" : "\"]\n");
      }
      out.append("  end\n");
    }
    for (EdgeView each : view.edges().stream().sorted(ORDER).toList()) {
      String from = names.get(each.source());
      String to = names.get(each.target());
      if (from != null && to != null) {
        out.append("  ").append(from).append(" -->|\"").append(plain(label(each))).append("\"| ");
        out.append(to).append('\n');
      }
    }
    return out.toString();
  }

  private static TreeMap<String, List<PartyView>> groups(BlueprintView view) {
    return view.parties().stream()
        .sorted(Parties.ORDER)
        .collect(Collectors.groupingBy(GraphText::group, TreeMap::new, Collectors.toList()));
  }

  private static String group(PartyView party) {
    String space = Objects.requireNonNullElse(party.namespace(), "");
    return space.isEmpty() ? party.layer() : "namespace " + space;
  }

  private static String label(EdgeView edge) {
    if (edge.attempts() != null && edge.attempts().noneReached()) {
      return "no connection reached it";
    }
    return edge.ratePerSecond() > 0
        ? edge.protocol() + " " + Figures.rate(edge.ratePerSecond())
        : edge.protocol();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + '"';
  }

  private static String plain(String text) {
    return text.replace("\"", "#quot;").replace("\n", " ");
  }
}
