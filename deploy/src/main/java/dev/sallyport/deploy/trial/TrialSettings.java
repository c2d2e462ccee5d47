// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;

/**
 * What a trial is made with.
 *
 * @param name name of the release, and of its namespace; the demo's namespace is {@code NAME-demo}
 * @param values settings of the chart that differ from its own
 * @param demoImage whole reference of the demo's image
 * @param patience longest wait for each step
 * @param keep whether all stays in the cluster in the end
 */
public record TrialSettings(
    String name, Map<String, Object> values, String demoImage, Duration patience, boolean keep) {
  public TrialSettings {
    requireNonNull(name, "name");
    values = Map.copyOf(values);
    requireNonNull(demoImage, "demoImage");
    requireNonNull(patience, "patience");
  }

  /** Returns the namespace of the demo. */
  public String demoNamespace() {
    return name + "-demo";
  }
}
