// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Party;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Laws on random policies and exchanges; the number of the repetition is the seed. */
class DecisionLawsTest {
  private static final int EXCHANGES = 30;
  private static final int SHARE = 60;

  private static Policy with(Policy policy, List<Rule> rules, Mode mode) {
    return new Policy(
        policy.id(),
        policy.version(),
        policy.tier(),
        policy.protects(),
        rules,
        policy.denyInbound(),
        policy.denyOutbound(),
        mode,
        policy.enforcedPercent(),
        policy.onFailure(),
        policy.budget());
  }

  @RepeatedTest(200)
  void decisionsAreThoseOfAPlainReading(RepetitionInfo info) {
    RandomRules random = new RandomRules(new Random(info.getCurrentRepetition()));
    List<Policy> policies = random.policies(info.getCurrentRepetition() % 4 == 0 ? 40 : 6);
    PolicySet set = PolicySet.compile(policies);
    assertThat(set.problems()).isEmpty();
    PlainReading plain = new PlainReading(policies);
    Predicate<Policy> acts =
        policy -> policy.mode() == Mode.ENFORCE && SHARE < policy.enforcedPercent();
    for (int i = 0; i < EXCHANGES; i++) {
      Party source = random.party();
      Party target = random.party();
      Known known = random.exchange().getLast();
      Decision decision = set.on(source, target, 80, SHARE, SHARE).decide(known);
      assertThat(decision.settled()).isTrue();
      assertThat(PlainReading.Outcome.of(decision.verdict(), decision.alerts()))
          .as("%s -> %s: %s under %s", source, target, known, policies)
          .satisfies(
              outcome ->
                  LooseRedactions.check(outcome, plain.of(source, target, 80, known, acts), known));
      assertThat(PlainReading.Outcome.of(decision.wouldBe(), List.of()))
          .satisfies(
              outcome ->
                  LooseRedactions.check(
                      outcome, plain.of(source, target, 80, known, each -> true).silent(), known));
    }
  }

  @RepeatedTest(200)
  void settledDecisionStaysAndNeedsAreEnough(RepetitionInfo info) {
    RandomRules random = new RandomRules(new Random(1_000 + info.getCurrentRepetition()));
    PolicySet set = PolicySet.compile(random.policies(8));
    for (int i = 0; i < EXCHANGES; i++) {
      ConnectionPolicies here = set.on(random.party(), random.party(), 80, SHARE, SHARE);
      List<Known> stages = random.exchange();
      PlainReading.Outcome last = outcome(here, stages.getLast());
      for (Known known : stages) {
        Decision decision = here.decide(known);
        if (here.needs().knownAt(known.stage())) {
          assertThat(decision.settled()).as("%s at %s", here.needs(), known.stage()).isTrue();
        }
        if (decision.settled()) {
          assertThat(outcome(here, known)).isEqualTo(last);
        }
      }
      if (here.needs() == Needs.NOTHING) {
        assertThat(last.denied()).isFalse();
        assertThat(here.decide(stages.getLast()).reasons()).isEmpty();
      }
      if (here.none()) {
        assertThat(here.decide(stages.getLast())).isSameAs(Decision.UNRULED);
      }
    }
  }

  @RepeatedTest(60)
  void orderOfPoliciesAndRulesNeverMatters(RepetitionInfo info) {
    Random seed = new Random(2_000 + info.getCurrentRepetition());
    RandomRules random = new RandomRules(seed);
    List<Policy> policies = random.policies(8);
    List<Policy> shuffled = new ArrayList<>();
    for (Policy policy : policies) {
      List<Rule> rules = new ArrayList<>(policy.rules());
      Collections.shuffle(rules, seed);
      shuffled.add(with(policy, rules, policy.mode()));
    }
    Collections.shuffle(shuffled, seed);
    PolicySet one = PolicySet.compile(policies);
    PolicySet other = PolicySet.compile(shuffled);
    for (int i = 0; i < EXCHANGES; i++) {
      Party source = random.party();
      Party target = random.party();
      for (Known known : random.exchange()) {
        assertThat(one.on(source, target, 80).decide(known))
            .isEqualTo(other.on(source, target, 80).decide(known));
      }
    }
  }

  @RepeatedTest(60)
  void observedPolicyNeverChangesTheVerdict(RepetitionInfo info) {
    RandomRules random = new RandomRules(new Random(3_000 + info.getCurrentRepetition()));
    List<Policy> policies = random.policies(6);
    List<Policy> more = new ArrayList<>(policies);
    Policy added = random.policy("added");
    more.add(with(added, added.rules(), Mode.OBSERVE));
    PolicySet before = PolicySet.compile(policies);
    PolicySet after = PolicySet.compile(more);
    for (int i = 0; i < EXCHANGES; i++) {
      Party source = random.party();
      Party target = random.party();
      ConnectionPolicies here = before.on(source, target, 80);
      ConnectionPolicies there = after.on(source, target, 80);
      assertThat(there.needs()).isEqualTo(here.needs());
      for (Known known : random.exchange()) {
        Decision one = here.decide(known);
        Decision other = there.decide(known);
        assertThat(other.verdict()).isEqualTo(one.verdict());
        assertThat(other.reasons()).isEqualTo(one.reasons());
        assertThat(other.alerts()).isEqualTo(one.alerts());
        assertThat(other.settled()).isEqualTo(one.settled());
      }
    }
  }

  @RepeatedTest(60)
  void anotherDenialNeverLetsMorePass(RepetitionInfo info) {
    RandomRules random = new RandomRules(new Random(4_000 + info.getCurrentRepetition()));
    List<Policy> policies = random.policies(6);
    Policy changed = policies.removeFirst();
    List<Rule> rules = new ArrayList<>(changed.rules());
    rules.add(new Rule("more", Side.INBOUND, random.condition(2), Shop.DENY));
    PolicySet before = PolicySet.compile(joined(policies, changed));
    PolicySet after = PolicySet.compile(joined(policies, with(changed, rules, changed.mode())));
    for (int i = 0; i < EXCHANGES; i++) {
      Party source = random.party();
      Party target = random.party();
      Known known = random.exchange().getLast();
      boolean denied = Shop.denied(before.on(source, target, 80).decide(known).verdict());
      if (denied) {
        assertThat(Shop.denied(after.on(source, target, 80).decide(known).verdict())).isTrue();
      }
    }
  }

  @RepeatedTest(60)
  void explanationAgreesWithTheDecision(RepetitionInfo info) {
    RandomRules random = new RandomRules(new Random(5_000 + info.getCurrentRepetition()));
    PolicySet set = PolicySet.compile(random.policies(8));
    for (int i = 0; i < EXCHANGES; i++) {
      Known known = random.exchange().getLast();
      Explanation why = set.explain(random.party(), random.party(), 80, SHARE, SHARE, known);
      boolean denied =
          why.tiers().stream()
              .anyMatch(
                  each ->
                      each.outcome() == Explanation.Outcome.DENIES
                          || each.outcome() == Explanation.Outcome.DENIES_BY_DEFAULT);
      assertThat(denied).isEqualTo(Shop.denied(why.decision().verdict()));
      assertThat(why.tiers())
          .flatExtracting(Explanation.Asked::rules)
          .filteredOn(Explanation.Judged::decides)
          .allSatisfy(
              each -> {
                assertThat(each.acts()).isTrue();
                boolean yes = each.applies() == Explanation.Applies.YES;
                assertThat(yes || each.response() instanceof Response.Redact).isTrue();
              });
    }
  }

  private static List<Policy> joined(List<Policy> policies, Policy one) {
    List<Policy> joined = new ArrayList<>(policies);
    joined.add(one);
    return joined;
  }

  private static PlainReading.Outcome outcome(ConnectionPolicies here, Known known) {
    return PlainReading.Outcome.of(here.decide(known).verdict(), List.of());
  }

  /**
   * A redaction may be ordered where nothing that it replaces was seen; then it changes nothing,
   * and a plain reading does not order it.
   */
  private static final class LooseRedactions {
    static void check(PlainReading.Outcome outcome, PlainReading.Outcome plain, Known known) {
      assertThat(outcome.denied()).isEqualTo(plain.denied());
      assertThat(outcome.limits()).isEqualTo(plain.limits());
      assertThat(outcome.alerts()).isEqualTo(plain.alerts());
      assertThat(outcome.redactions()).containsAll(plain.redactions());
      assertThat(outcome.redactions())
          .filteredOn(each -> !plain.redactions().contains(each))
          .allSatisfy(
              each ->
                  assertThat(known.seen())
                      .noneMatch(
                          seen ->
                              each.classes().contains(seen.dataClass())
                                  && each.covers(seen.direction())));
    }
  }
}
