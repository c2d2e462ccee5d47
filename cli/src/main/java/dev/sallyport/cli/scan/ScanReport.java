// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.FindingCounts;
import dev.sallyport.blueprint.summary.FindingKey;
import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What recordings amount to, for people and for programs. */
final class ScanReport {
  private static final double MEDIAN = 0.5;

  /**
   * One recording that was read.
   *
   * @param file its path
   * @param kind what it is
   * @param exchanges exchanges in it
   * @param leftOut lines, entries or packets that were not understood
   */
  record Read(String file, String kind, long exchanges, long leftOut) {}

  private final List<Read> read;
  private final List<Map.Entry<EdgeKey, EdgeCounts>> edges;

  ScanReport(List<Read> read, Summary summary) {
    this.read = List.copyOf(read);
    this.edges =
        summary.edges().entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<EdgeKey, EdgeCounts>, String>comparing(
                        each -> each.getKey().source().displayName())
                    .thenComparing(each -> each.getKey().target().displayName())
                    .thenComparing(each -> each.getKey().operation().key()))
            .toList();
  }

  String json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    ArrayNode recordings = root.putArray("recordings");
    for (Read each : read) {
      recordings
          .addObject()
          .put("file", each.file())
          .put("kind", each.kind())
          .put("exchanges", each.exchanges())
          .put("leftOut", each.leftOut());
    }
    ArrayNode list = root.putArray("edges");
    edges.forEach(each -> edge(list.addObject(), each.getKey(), each.getValue()));
    return root.toPrettyString();
  }

  private static void edge(ObjectNode node, EdgeKey key, EdgeCounts counts) {
    node.put("source", key.source().displayName())
        .put("target", key.target().displayName())
        .put("protocol", key.operation().protocol().id())
        .put("operation", key.operation().key())
        .put("exchanges", counts.exchanges())
        .put("errors", counts.failures())
        .put("requestBytes", counts.requestBytes())
        .put("responseBytes", counts.responseBytes());
    ArrayNode sightings = node.putArray("sightings");
    counts
        .contents()
        .sightings()
        .forEach(
            (sighting, seen) ->
                sightings
                    .addObject()
                    .put("class", sighting.dataClass().name())
                    .put("rule", sighting.rule())
                    .put("direction", word(sighting.direction()))
                    .put("where", where(sighting.place()))
                    .put("count", seen.count())
                    .put("masked", seen.masked()));
    ArrayNode findings = node.putArray("findings");
    counts
        .contents()
        .findings()
        .forEach(
            (finding, seen) ->
                findings
                    .addObject()
                    .put("detector", finding.detector())
                    .put("family", kebab(finding.family().name()))
                    .put("where", where(finding.place()))
                    .put("count", seen.count())
                    .put("severity", kebab(seen.severity().name()))
                    .put("score", seen.scorePermille() / 1000.0)
                    .put("evidence", seen.evidence()));
  }

  void print(PrintWriter out) {
    for (Read each : read) {
      out.printf(
          "%s: %s, %d exchanges%s%n",
          each.file(),
          each.kind(),
          each.exchanges(),
          each.leftOut() == 0 ? "" : ", " + each.leftOut() + " not understood");
    }
    out.println();
    calls(out);
    sightings(out);
    findings(out);
  }

  private void calls(PrintWriter out) {
    out.println("Calls");
    String pair = "";
    for (Map.Entry<EdgeKey, EdgeCounts> each : edges) {
      EdgeKey key = each.getKey();
      EdgeCounts counts = each.getValue();
      String now = "  " + key.source().displayName() + " -> " + key.target().displayName();
      if (!now.equals(pair)) {
        out.println(now);
        pair = now;
      }
      out.printf(
          "    %-10s %-50s %6d%s%s%n",
          key.operation().protocol().id(),
          key.operation().key(),
          counts.exchanges(),
          counts.failures() == 0 ? "" : ", " + counts.failures() + " errors",
          latency(counts));
    }
  }

  private static String latency(EdgeCounts counts) {
    return counts.latency().count() == 0
        ? ""
        : String.format(
            Locale.ROOT, ", p50 %.1f ms", counts.latency().quantileNanos(MEDIAN) / 1_000_000.0);
  }

  private void sightings(PrintWriter out) {
    out.println();
    out.println("Sensitive data");
    boolean none = true;
    for (Map.Entry<EdgeKey, EdgeCounts> each : edges) {
      for (Map.Entry<SightingKey, SightingCounts> seen :
          each.getValue().contents().sightings().entrySet()) {
        none = false;
        out.printf(
            "  %-16s %5d  %-24s %-9s %s %s%n",
            seen.getKey().dataClass(),
            seen.getValue().count(),
            seen.getValue().masked(),
            word(seen.getKey().direction()),
            where(seen.getKey().place()),
            of(each.getKey()));
      }
    }
    out.print(none ? "  none\n" : "");
  }

  private void findings(PrintWriter out) {
    out.println();
    out.println("Attacks and leaks");
    boolean none = true;
    for (Map.Entry<EdgeKey, EdgeCounts> each : edges) {
      for (Map.Entry<FindingKey, FindingCounts> seen :
          each.getValue().contents().findings().entrySet()) {
        none = false;
        out.printf(
            "  %-8s %-26s %5d  %s %s: %s%n",
            kebab(seen.getValue().severity().name()),
            kebab(seen.getKey().family().name()),
            seen.getValue().count(),
            where(seen.getKey().place()),
            of(each.getKey()),
            seen.getValue().evidence());
      }
    }
    out.print(none ? "  none\n" : "");
  }

  private static String of(EdgeKey key) {
    return "of " + key.target().displayName() + " " + key.operation().key();
  }

  private static String word(Direction direction) {
    return direction == Direction.FROM_CLIENT ? "request" : "response";
  }

  private static String where(Place place) {
    String part = kebab(place.part().name());
    return place.name().isEmpty() ? part : part + ":" + place.name();
  }

  private static String kebab(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
