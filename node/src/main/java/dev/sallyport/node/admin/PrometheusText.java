// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The Prometheus text exposition format, version 0.0.4. */
final class PrometheusText {
  private PrometheusText() {}

  static String of(List<Metric> metrics) {
    Map<String, StringBuilder> families = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      families
          .computeIfAbsent(metric.name(), name -> header(metric))
          .append(metric.name())
          .append(labels(metric))
          .append(' ')
          .append(number(metric.value()))
          .append('\n');
    }
    return String.join("", families.values());
  }

  private static StringBuilder header(Metric metric) {
    return new StringBuilder()
        .append("# HELP ")
        .append(metric.name())
        .append(' ')
        .append(metric.help())
        .append("\n# TYPE ")
        .append(metric.name())
        .append(' ')
        .append(metric.type().name().toLowerCase(Locale.ROOT))
        .append('\n');
  }

  private static String labels(Metric metric) {
    if (metric.labels().isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("{");
    new TreeMap<>(metric.labels())
        .forEach(
            (name, value) ->
                out.append(out.length() == 1 ? "" : ",")
                    .append(name)
                    .append("=\"")
                    .append(escape(value))
                    .append('"'));
    return out.append('}').toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
