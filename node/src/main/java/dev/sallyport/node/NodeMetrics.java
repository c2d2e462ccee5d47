// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.node.admin.Metric;
import dev.sallyport.node.capture.CaptureState;
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
   * @param states measured state of each pod
   */
  static List<Metric> of(
      Map<String, Long> capture, Map<String, Long> identity, Map<String, CaptureState> states) {
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
    return metrics;
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
