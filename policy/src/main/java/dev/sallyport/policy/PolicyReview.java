// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.Condition;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Peer;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Side;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.ConditionAlgebra.Meant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Looks for rules that contradict each other, that never matter, or that change nothing, among the
 * workloads of a cluster. What it says is so; it does not find everything, since it sees only what
 * one rule covers, not what several do together. Takes time quadratic in the number of rules that
 * protect the same workloads.
 */
public final class PolicyReview {
  private final List<Workload> workloads;
  private final List<Line> lines = new ArrayList<>();
  private final List<Reviewed> policies = new ArrayList<>();
  private final List<Remark> remarks = new ArrayList<>();

  /** A policy and whom it protects. */
  private record Reviewed(Policy policy, BitSet protects) {
    boolean acts() {
      return policy.mode() == Mode.ENFORCE && policy.enforcedPercent() == 100;
    }
  }

  /** A rule and where it stands. */
  private record Line(Reviewed of, Rule rule, Reason reason, Meant meant) {
    Policy policy() {
      return of.policy();
    }

    PolicyTier tier() {
      return policy().tier();
    }

    boolean allows() {
      return rule.response() instanceof Response.Allow;
    }

    boolean denies() {
      return rule.response() instanceof Response.Deny;
    }
  }

  private PolicyReview(Collection<Policy> policies, Collection<Workload> workloads) {
    this.workloads = List.copyOf(workloads);
    policies.stream()
        .sorted(Comparator.comparing(Policy::id))
        .forEach(
            policy -> {
              Reviewed reviewed = new Reviewed(policy, protectedBy(policy));
              this.policies.add(reviewed);
              policy.rules().stream()
                  .sorted(Comparator.comparing(Rule::name))
                  .map(rule -> line(reviewed, rule))
                  .forEach(lines::add);
            });
  }

  /**
   * Reviews policies.
   *
   * @param policies those that are in force, without problems
   * @param workloads workloads of the cluster
   */
  public static List<Remark> of(Collection<Policy> policies, Collection<Workload> workloads) {
    PolicyReview review = new PolicyReview(policies, workloads);
    review.policies.forEach(review::checkPolicy);
    review.lines.forEach(review::checkRule);
    return List.copyOf(review.remarks);
  }

  private static Line line(Reviewed policy, Rule rule) {
    return new Line(
        policy,
        rule,
        new Reason(policy.policy().id(), policy.policy().version(), rule.name()),
        new Meant(callsFirst(rule.condition()), !(rule.response() instanceof Response.Allow)));
  }

  /** Rules mostly differ in the calls they mean, so those are compared first. */
  private static Condition callsFirst(Condition condition) {
    return condition instanceof Condition.AllOf all
        ? new Condition.AllOf(
            all.parts().stream()
                .sorted(Comparator.comparing(each -> !(each instanceof Condition.Calls)))
                .toList())
        : condition;
  }

  private BitSet protectedBy(Policy policy) {
    BitSet protects = new BitSet(workloads.size());
    for (int i = 0; i < workloads.size(); i++) {
      protects.set(i, policy.protects().matches(workloads.get(i)));
    }
    return protects;
  }

  private void checkPolicy(Reviewed policy) {
    if (policy.protects().isEmpty()) {
      add(Remark.Kind.USELESS, policy, "", List.of(), "no workload is selected by it");
    } else if (policy.policy().rules().isEmpty()
        && !policy.policy().denyInbound()
        && !policy.policy().denyOutbound()) {
      add(Remark.Kind.USELESS, policy, "", List.of(), "it has no rules and denies nothing");
    }
  }

  private void checkRule(Line line) {
    if (line.of().protects().isEmpty()) {
      return;
    }
    Optional<String> useless = useless(line);
    if (useless.isPresent()) {
      add(Remark.Kind.USELESS, line.of(), line.rule().name(), List.of(), useless.get());
      return;
    }
    if (!shadowed(line) && !repeated(line)) {
      checkConflicts(line);
      checkEffect(line);
    }
  }

  private Optional<String> useless(Line line) {
    if (ConditionAlgebra.never(line.meant())) {
      return Optional.of("it never holds: its parts exclude each other, or one means nothing");
    }
    boolean inbound = line.rule().side() == Side.INBOUND;
    for (Condition part : parts(line.rule().condition())) {
      if (part instanceof Condition.From from) {
        if (inbound ? !meansAny(from.peers()) : !meansProtected(from.peers(), line)) {
          return Optional.of(
              inbound
                  ? "no workload of the cluster is meant by 'from'"
                  : "'from' means none of the workloads it protects, which are who calls here");
        }
      } else if (part instanceof Condition.To to
          && (inbound ? !meansProtected(to.peers(), line) : !meansAny(to.peers()))) {
        return Optional.of(
            inbound
                ? "'to' means none of the workloads it protects, which are who is called here"
                : "no workload of the cluster is meant by 'to'");
      }
    }
    return Optional.empty();
  }

  private static List<Condition> parts(Condition condition) {
    return condition instanceof Condition.AllOf all
        ? all.parts().stream().flatMap(each -> parts(each).stream()).toList()
        : List.of(condition);
  }

  private boolean meansAny(List<Peer> peers) {
    return peers.stream()
        .anyMatch(
            peer ->
                !(peer instanceof Peer.Workloads) || workloads.stream().anyMatch(peer::matches));
  }

  private boolean meansProtected(List<Peer> peers, Line line) {
    return line.of().protects().stream()
        .mapToObj(workloads::get)
        .anyMatch(workload -> peers.stream().anyMatch(peer -> peer.matches(workload)));
  }

  /** Something that acts settles all that the rule speaks of, before it or over it. */
  private boolean shadowed(Line line) {
    for (Reviewed other : policies) {
      if (other.acts()
          && other.policy().tier().compareTo(line.tier()) < 0
          && other.policy().deniesByDefault(line.rule().side())
          && protectsAllOf(other, line)) {
        Reason by = new Reason(other.policy().id(), other.policy().version(), "");
        add(
            Remark.Kind.SHADOWED,
            line.of(),
            line.rule().name(),
            List.of(by),
            "it is never asked: "
                + by
                + " of tier "
                + other.policy().tier()
                + " settles everything");
        return true;
      }
    }
    Optional<Line> above =
        settling(line, other -> other.tier().compareTo(line.tier()) < 0).findFirst();
    if (above.isPresent()) {
      String what = above.get().allows() ? " allows" : " denies";
      return shadowedBy(
          line,
          above.get(),
          "it is never asked: "
              + above.get().reason()
              + " of tier "
              + above.get().tier()
              + what
              + " all that it speaks of");
    }
    Optional<Line> denial =
        line.denies()
            ? Optional.empty()
            : settling(line, other -> other.tier() == line.tier() && other.denies()).findFirst();
    return denial.isPresent()
        && shadowedBy(
            line,
            denial.get(),
            "it never matters: "
                + denial.get().reason()
                + " denies all that it speaks of, and Deny wins");
  }

  private boolean shadowedBy(Line line, Line by, String text) {
    add(Remark.Kind.SHADOWED, line.of(), line.rule().name(), List.of(by.reason()), text);
    return true;
  }

  /** Rules that act, settle, and hold wherever the rule does. */
  private Stream<Line> settling(Line line, Predicate<Line> where) {
    return lines.stream()
        .filter(other -> other != line && other.rule().side() == line.rule().side())
        .filter(other -> (other.allows() || other.denies()) && other.of().acts())
        .filter(where)
        .filter(other -> ConditionAlgebra.covers(other.meant(), line.meant()))
        .filter(other -> protectsAllOf(other.of(), line));
  }

  private static boolean protectsAllOf(Reviewed wide, Line narrow) {
    BitSet beyond = (BitSet) narrow.of().protects().clone();
    beyond.andNot(wide.protects());
    return beyond.isEmpty();
  }

  /** Another rule of the tier says the same of more; of two that say the same the first stays. */
  private boolean repeated(Line line) {
    if (!line.allows() && !line.denies()) {
      return false;
    }
    Optional<Line> same =
        settling(line, other -> other.tier() == line.tier() && other.allows() == line.allows())
            .filter(other -> !(lines.indexOf(other) > lines.indexOf(line) && covers(line, other)))
            .findFirst();
    same.ifPresent(
        other ->
            add(
                Remark.Kind.USELESS,
                line.of(),
                line.rule().name(),
                List.of(other.reason()),
                "it says nothing new: "
                    + other.reason()
                    + (line.allows() ? " allows" : " denies")
                    + " all that it speaks of"));
    return same.isPresent();
  }

  private static boolean covers(Line wide, Line narrow) {
    return wide.of().acts()
        && protectsAllOf(wide.of(), narrow)
        && ConditionAlgebra.covers(wide.meant(), narrow.meant());
  }

  private void checkConflicts(Line line) {
    if (!line.allows()) {
      return;
    }
    for (Line other : lines) {
      if (other.denies()
          && other.tier() == line.tier()
          && other.rule().side() == line.rule().side()
          && other.of().protects().intersects(line.of().protects())
          && ConditionAlgebra.intersects(line.meant(), other.meant())) {
        add(
            Remark.Kind.CONFLICT,
            line.of(),
            line.rule().name(),
            List.of(other.reason()),
            "it allows what "
                + other.reason()
                + " denies in part; there Deny wins"
                + (other.of().acts() ? "" : " once that policy acts"));
      }
    }
  }

  /** A permission changes something only where something could deny. */
  private void checkEffect(Line line) {
    if (!line.allows()) {
      return;
    }
    boolean somethingDenies =
        policies.stream()
            .filter(each -> each.policy().tier().compareTo(line.tier()) >= 0)
            .filter(each -> each.protects().intersects(line.of().protects()))
            .anyMatch(
                each ->
                    each.policy().deniesByDefault(line.rule().side())
                        || each.policy().rules().stream()
                            .anyMatch(
                                rule ->
                                    rule.side() == line.rule().side()
                                        && !(rule.response() instanceof Response.Allow)
                                        && each.policy().tier() != line.tier()));
    if (!somethingDenies) {
      add(
          Remark.Kind.USELESS,
          line.of(),
          line.rule().name(),
          List.of(),
          "it allows what nothing denies: no policy of its tier or below denies by default there");
    }
  }

  private void add(
      Remark.Kind kind, Reviewed policy, String rule, List<Reason> others, String text) {
    remarks.add(new Remark(kind, policy.policy().id(), rule, others, text));
  }
}
