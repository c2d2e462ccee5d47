// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.node.admin.Metric;
import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.link.LinkState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the node says of itself in Prometheus' terms. Labels hold no pod, address or path. */
final class NodeMetrics {
  private NodeMetrics() {}

  /**
   * Returns all numbers of the moment.
   *
   * @param capture counts and gauges of capture by name
   * @param identity counts of identity by name
   * @param inspection counts of looking into contents by name; empty when that is off
   * @param states measured state of each pod
   * @param link how the link to control is
   */
  static List<Metric> of(
      Map<String, Long> capture,
      Map<String, Long> identity,
      Map<String, Long> inspection,
      Map<String, CaptureState> states,
      LinkState link) {
    List<Metric> metrics = new ArrayList<>();
    new TreeMap<>(capture)
        .forEach(
            (name, value) ->
                metrics.add(
                    named("sallyport_capture_" + name, "Capture: " + words(name) + ".", value)));
    new TreeMap<>(identity)
        .forEach(
            (name, value) ->
                metrics.add(
                    named("sallyport_identity_" + name, "Identity: " + words(name) + ".", value)));
    new TreeMap<>(inspection)
        .forEach(
            (name, value) ->
                metrics.add(
                    named("sallyport_inspect_" + name, "Contents: " + words(name) + ".", value)));
    for (String state : List.of("captured", "not-captured", "pending")) {
      long pods = states.values().stream().filter(each -> state.equals(label(each))).count();
      metrics.add(
          new Metric(
              "sallyport_pods",
              "Pods of this node by their measured state of capture.",
              Metric.Type.GAUGE,
              Map.of("state", state),
              pods));
    }
    metrics.add(
        Metric.gauge(
            "sallyport_resident_bytes", "Resident memory.", ProgramMemory.residentBytes()));
    addLink(metrics, link);
    return metrics;
  }

  /** Returns what acting inline counts. */
  static List<Metric> enforcement(Map<String, Long> counts) {
    List<Metric> metrics = new ArrayList<>();
    new TreeMap<>(counts)
        .forEach(
            (name, value) ->
                metrics.add(
                    named("sallyport_enforce_" + name, "Acting: " + words(name) + ".", value)));
    return metrics;
  }

  /**
   * Returns how often each limit of this node was reached, by name; those never reached left out.
   *
   * @param notYetEnforced connections open now that were opened before a policy that needs their
   *     contents
   */
  static Map<String, Long> limitsHit(
      Map<String, Long> capture, Map<String, Long> identity, long notYetEnforced) {
    Map<String, Long> hits = new TreeMap<>();
    addHit(hits, "connections_not_yet_enforced", true, notYetEnforced);
    capture.forEach((name, count) -> addHit(hits, name, name.startsWith("limit_"), count));
    identity.forEach((name, count) -> addHit(hits, name, name.endsWith("_full"), count));
    return hits;
  }

  private static void addHit(Map<String, Long> hits, String name, boolean limit, long count) {
    if (limit && count > 0) {
      hits.put(name, count);
    }
  }

  private static void addLink(List<Metric> metrics, LinkState link) {
    metrics.add(
        Metric.gauge(
            "sallyport_link_connected",
            "Whether control has welcomed this node.",
            link.connected() ? 1 : 0));
    metrics.add(
        Metric.gauge(
            "sallyport_link_waiting_summaries", "Summaries not acknowledged yet.", link.waiting()));
    metrics.add(
        Metric.gauge(
            "sallyport_link_spool_bytes", "Summaries waiting on disk.", link.spoolBytes()));
    metrics.add(
        Metric.counter(
            "sallyport_link_summary_bytes_total",
            "Bytes of summaries sent, again when sent again.",
            link.summaryBytesSent()));
    metrics.add(
        Metric.counter(
            "sallyport_link_exchanges_dropped_total",
            "Exchanges whose summary had to be dropped.",
            link.exchangesDropped()));
    metrics.add(
        Metric.counter(
            "sallyport_link_windows_joined_total",
            "Windows joined into longer ones, as room ran out.",
            link.windowsJoined()));
    metrics.add(
        Metric.counter(
            "sallyport_link_disk_failures_total",
            "Times the disk did not take or give back a summary or the rules.",
            link.spoolFailures()));
    metrics.add(
        Metric.gauge(
            "sallyport_ruleset_age_seconds",
            "Seconds since control confirmed the rules; -1 without any.",
            link.rulesetAgeSeconds()));
  }

  private static Metric named(String name, String help, long value) {
    return name.endsWith("_open") || name.endsWith("_enrolled") || name.endsWith("_remembered")
        ? Metric.gauge(name, help, value)
        : Metric.counter(name + "_total", help, value);
  }

  private static String words(String name) {
    return name.replace('_', ' ');
  }

  private static String label(CaptureState state) {
    return switch (state) {
      case CaptureState.Captured ignored -> "captured";
      case CaptureState.NotCaptured ignored -> "not-captured";
      case CaptureState.Pending ignored -> "pending";
    };
  }
}
