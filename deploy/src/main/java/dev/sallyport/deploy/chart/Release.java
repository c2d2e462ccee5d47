// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.chart;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What a chart is rendered for.
 *
 * @param name name of the release
 * @param namespace namespace that it goes to
 * @param kubernetes version of Kubernetes that it is for, such as {@code 1.32.0}
 * @param values settings that differ from the chart's own, nested as in a file of values
 */
public record Release(
    String name, String namespace, String kubernetes, Map<String, Object> values) {
  public Release {
    requireNonNull(name, "name");
    requireNonNull(namespace, "namespace");
    requireNonNull(kubernetes, "kubernetes");
    values = Map.copyOf(values);
  }

  /** Returns a release as it is installed by the book, with other values than the defaults. */
  public static Release standard(Map<String, Object> values) {
    return new Release("sallyport", "sallyport", "1.32.0", values);
  }
}
