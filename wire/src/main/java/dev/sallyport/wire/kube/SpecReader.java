// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.wire.kube.PolicySpec.DefaultsSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a policy of a spec whose shape is right. Confined to one thread, for one spec. */
final class SpecReader {
  private final PolicyId id;
  private final ShapeCheck problems;
  private final SelectorReader selectors;
  private final ConditionReader conditions;
  private final List<String> notes = new ArrayList<>();

  SpecReader(PolicyId id, ShapeCheck problems, Surroundings surroundings) {
    this.id = id;
    this.problems = problems;
    this.selectors = new SelectorReader(id, problems, surroundings);
    this.conditions = new ConditionReader(selectors, problems);
  }

  Read read(PolicySpec spec, long version, PolicyTier tier) {
    Optional<Selector> protects = selectors.protects(spec.protects());
    if (protects.isEmpty()) {
      notes.add("spec.protects: no namespace has these labels now, so it protects nothing");
    }
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    rules(Side.INBOUND, spec.inbound(), names, rules);
    rules(Side.OUTBOUND, spec.outbound(), names, rules);
    rollout(spec);
    if (!problems.problems().isEmpty() || protects.isEmpty()) {
      return new Read(null, problems.problems(), notes);
    }
    return new Read(policy(spec, version, tier, protects.get(), rules), List.of(), notes);
  }

  private Policy policy(
      PolicySpec spec, long version, PolicyTier tier, Selector protects, List<Rule> rules) {
    DefaultsSpec defaults = spec.defaults();
    var rollout = spec.rollout();
    Integer percent = rollout == null ? null : rollout.percent();
    return new Policy(
        id,
        version,
        tier,
        protects,
        rules,
        defaults != null && defaults.inbound() == Settling.DENY,
        defaults != null && defaults.outbound() == Settling.DENY,
        or(spec.mode(), Mode.OBSERVE),
        percent == null ? 100 : percent,
        or(spec.onFailure(), OnFailure.OPEN),
        spec.budget().isEmpty() ? Policy.DEFAULT_BUDGET : budget(spec.budget()));
  }

  static <T> T or(@Nullable T given, T standard) {
    return given == null ? standard : given;
  }

  static Duration budget(String text) {
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
        : Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
  }

  private void rollout(PolicySpec spec) {
    var rollout = spec.rollout();
    Integer percent = rollout == null ? null : rollout.percent();
    if (percent != null && percent != 100 && spec.mode() != Mode.ENFORCE) {
      problems.add(
          new SpecProblem(
              "spec.rollout.percent",
              percent.toString(),
              "only with mode: Enforce",
              "Set mode to Enforce, or leave rollout out."));
    }
    if (rollout != null) {
      steps(rollout);
    }
  }

  private void steps(PolicySpec.RolloutSpec rollout) {
    if (rollout.percent() != null && !rollout.steps().isEmpty()) {
      problems.add(
          new SpecProblem(
              "spec.rollout.percent",
              rollout.percent().toString(),
              "percent or steps, not both",
              "Leave percent out: steps say on how many pods it acts."));
    }
    int before = 0;
    for (int i = 0; i < rollout.steps().size(); i++) {
      Integer percent = rollout.steps().get(i).percent();
      if (percent == null || percent <= before) {
        problems.add(
            new SpecProblem(
                "spec.rollout.steps[" + i + "].percent",
                String.valueOf(percent),
                "more than the step before it, which has " + before,
                ""));
      }
      before = percent == null ? before : percent;
    }
  }

  private void rules(Side side, List<RuleSpec> specs, Set<String> names, List<Rule> into) {
    for (int i = 0; i < specs.size(); i++) {
      RuleSpec spec = specs.get(i);
      String at = "spec." + (side == Side.INBOUND ? "inbound[" : "outbound[") + i + "]";
      if (!names.add(spec.name())) {
        problems.add(
            new SpecProblem(
                at + ".name", spec.name(), "a name that no other rule of the policy has", ""));
      }
      side(at, side, spec);
      var response = conditions.response(at, spec);
      var condition = conditions.condition(at, spec);
      if (condition.isEmpty()) {
        notes.add(at + ": whom it names is nobody now, so the rule does nothing");
      } else {
        response.ifPresent(each -> into.add(new Rule(spec.name(), side, condition.get(), each)));
      }
    }
  }

  private void side(String at, Side side, RuleSpec spec) {
    boolean inbound = side == Side.INBOUND;
    if (!(inbound ? spec.to() : spec.from()).isEmpty()) {
      problems.add(
          new SpecProblem(
              at + (inbound ? ".to" : ".from"),
              inbound ? "to" : "from",
              inbound
                  ? "from, since an inbound rule is about who calls the protected workloads"
                  : "to, since an outbound rule is about whom the protected workloads call",
              inbound ? "Move the rule to outbound." : "Move the rule to inbound."));
    }
  }
}
