// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.admin;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * One number at one moment, named as Prometheus names things.
 *
 * @param name full name, for example {@code sallyport_connections_total}
 * @param help one sentence
 * @param type counter or gauge
 * @param labels label names and values; never an address, a pod name or a path
 * @param value the number
 */
public record Metric(
    String name, String help, Type type, Map<String, String> labels, double value) {

  /** Kinds of metrics. */
  public enum Type {
    COUNTER,
    GAUGE
  }

  public Metric {
    requireNonNull(name, "name");
    requireNonNull(help, "help");
    requireNonNull(type, "type");
    labels = Map.copyOf(labels);
  }

  /** Returns a counter without labels. */
  public static Metric counter(String name, String help, double value) {
    return new Metric(name, help, Type.COUNTER, Map.of(), value);
  }

  /** Returns a gauge without labels. */
  public static Metric gauge(String name, String help, double value) {
    return new Metric(name, help, Type.GAUGE, Map.of(), value);
  }
}
