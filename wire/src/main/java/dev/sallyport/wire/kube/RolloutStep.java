// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A step of a roll-out that goes on by itself.
 *
 * @param percent share of the pods of each protected workload on which the policy acts, 1 to 100
 * @param after how long the step before it must have lasted without harm
 */
public record RolloutStep(int percent, Duration after) {
  public RolloutStep {
    requireNonNull(after, "after");
  }

  /** Returns the steps of a policy that was taken, as its object has them; none for most. */
  public static List<RolloutStep> of(JsonNode object) {
    List<RolloutStep> steps = new ArrayList<>();
    for (JsonNode each : object.at("/spec/rollout/steps")) {
      String after = each.path("after").asText("").toUpperCase(Locale.ROOT);
      if (each.path("percent").isInt() && after.matches("[1-9][0-9]{0,3}[SMHD]")) {
        steps.add(
            new RolloutStep(
                each.path("percent").asInt(),
                Duration.parse(after.endsWith("D") ? "P" + after : "PT" + after)));
      }
    }
    return List.copyOf(steps);
  }
}
