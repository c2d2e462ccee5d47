// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spec of both custom resources. */
@Check(
    rule =
        "!has(self.rollout) || !has(self.rollout.percent) || self.rollout.percent == 100"
            + " || has(self.mode) && self.mode == 'Enforce'",
    message = "rollout.percent says on how many pods an enforced policy acts: set mode to Enforce")
record PolicySpec(
    @Field(
            value =
                "Who speaks: Admin is asked before policies of namespaces and cannot be undone by"
                    + " them; Baseline holds where nobody else said anything.",
            clusterOnly = true,
            fallback = "Admin")
        @Nullable Tier tier,
    @Field("Whose traffic it speaks of; the whole namespace, or cluster, when absent.")
        @Nullable ProtectsSpec protects,
    @Field(
            value = "Observe: it only says what it would do. Enforce: it does it.",
            fallback = "Observe")
        @Nullable Mode mode,
    @Field("On how many pods of each protected workload it is enforced.")
        @Nullable RolloutSpec rollout,
    @Field(
            value =
                "What happens to an exchange that could not be checked within the budget: Open"
                    + " lets it pass, Closed denies it. Both are counted.",
            fallback = "Open")
        @Nullable OnFailure onFailure,
    @Field(
            value =
                "Longest time that an exchange may wait for this policy, for example 200ms; then"
                    + " onFailure counts. The bounds of the node hold where none is given.",
            pattern = "([1-9][0-9]{0,3}ms|[1-9]s)",
            expects = "milliseconds or seconds up to 9s, for example 50ms",
            lengthMax = 8)
        String budget,
    @Field(value = "What holds for traffic that nothing in this tier allowed.", name = "default")
        @Nullable DefaultsSpec defaults,
    @Field(
            value = "Rules for what others send to the protected workloads, with its answers.",
            itemsMax = 64,
            key = "name")
        List<RuleSpec> inbound,
    @Field(
            value = "Rules for what the protected workloads send to others, with its answers.",
            itemsMax = 64,
            key = "name")
        List<RuleSpec> outbound) {

  /** What holds where no rule said anything. */
  record DefaultsSpec(
      @Field(value = "For what others send to the protected workloads.", fallback = "Allow")
          @Nullable Settling inbound,
      @Field(value = "For what the protected workloads send.", fallback = "Allow")
          @Nullable Settling outbound) {}

  /** Enforcement in steps. */
  @Check(
      rule = "!has(self.percent) || !has(self.steps)",
      message =
          "percent and steps exclude each other: steps say on how many pods it acts, and when")
  record RolloutSpec(
      @Field(
              value = "Share of the pods of each protected workload on which it is enforced.",
              max = 100)
          @Nullable Integer percent,
      @Field(
              "Whether control goes back to observing by itself when the policy denies what was usual"
                  + " before, or when errors or latency of calls with the protected workloads depart"
                  + " from what they were. With steps it always does.")
          boolean automaticRollback,
      @Field(
              value =
                  "It observes at first and goes on by itself, step by step, while it would do no"
                      + " harm; a step that is not the last acts on a share of the pods.",
              itemsMax = 10)
          List<StepSpec> steps) {}

  /** One of the steps. */
  record StepSpec(
      @Field(
              value = "Share of the pods of each protected workload on which it is enforced.",
              required = true,
              min = 1,
              max = 100)
          @Nullable Integer percent,
      @Field(
              value = "How long the step before it must have lasted without harm, for example 30m.",
              required = true,
              pattern = "[1-9][0-9]{0,3}[smhd]",
              expects = "a whole number of seconds, minutes, hours or days, for example 30m",
              lengthMax = 8)
          String after) {}
}
