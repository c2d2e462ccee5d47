// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.ContentsView;
import dev.sallyport.wire.api.DataSeenView;
import dev.sallyport.wire.api.EdgeView;
import dev.sallyport.wire.api.FindingSeenView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What was said about the contents of an edge, in one line. */
final class ContentsLine {
  private ContentsLine() {}

  /** Returns the classes of data and the families of findings; empty when there are none. */
  static String brief(EdgeView edge) {
    ContentsView contents = edge.contents();
    if (contents == null) {
      return "";
    }
    TreeSet<String> words = new TreeSet<>();
    contents.data().forEach(each -> words.add(each.dataClass()));
    TreeSet<String> families = new TreeSet<>();
    contents.findings().forEach(each -> families.add("! " + each.family()));
    List<String> all = new ArrayList<>(families);
    all.addAll(words);
    return String.join(", ", all);
  }

  /** Returns a line for each class of data and each family of findings, with how often. */
  static List<String> lines(EdgeView edge) {
    ContentsView contents = edge.contents();
    if (contents == null) {
      return List.of();
    }
    Map<String, Long> data = new LinkedHashMap<>();
    for (DataSeenView each : contents.data()) {
      String place = each.place().isEmpty() ? each.part() : each.part() + " " + each.place();
      String line =
          "%s in the %s's %s, for example %s"
              .formatted(each.dataClass(), each.direction(), place, each.masked());
      data.merge(line, each.count(), Long::sum);
    }
    List<String> lines = new ArrayList<>();
    for (FindingSeenView each : contents.findings()) {
      lines.add(
          "%s (%s), %s times: %s"
              .formatted(
                  each.family(), each.severity(), Figures.count(each.count()), each.evidence()));
    }
    data.forEach((line, count) -> lines.add(line + ", " + Figures.count(count) + " times"));
    return lines;
  }
}
