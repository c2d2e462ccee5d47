// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static dev.sallyport.policy.Shop.ALLOW;
import static dev.sallyport.policy.Shop.CATALOG;
import static dev.sallyport.policy.Shop.CHECKOUT;
import static dev.sallyport.policy.Shop.DENY;
import static dev.sallyport.policy.Shop.PROCESSOR;
import static dev.sallyport.policy.Shop.STOREFRONT;
import static dev.sallyport.policy.Shop.all;
import static dev.sallyport.policy.Shop.calls;
import static dev.sallyport.policy.Shop.carries;
import static dev.sallyport.policy.Shop.connection;
import static dev.sallyport.policy.Shop.denied;
import static dev.sallyport.policy.Shop.from;
import static dev.sallyport.policy.Shop.http;
import static dev.sallyport.policy.Shop.policy;
import static dev.sallyport.policy.Shop.toHost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Condition;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Response;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Verdict;
import dev.sallyport.model.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicySetTest {
  private static ConnectionPolicies toCatalog(Policy... policies) {
    PolicySet set = PolicySet.compile(List.of(policies));
    assertThat(set.problems()).isEmpty();
    return set.on(STOREFRONT, CATALOG, 8080);
  }

  @Test
  void nothingAppliesWhereNoPolicySelectsEitherEnd() {
    ConnectionPolicies here = toCatalog(policy("other", CHECKOUT).denyInbound().done());
    assertThat(here.none()).isTrue();
    assertThat(here.needs()).isEqualTo(Needs.NOTHING);
    assertThat(here.decide(connection())).isSameAs(Decision.UNRULED);
  }

  @Test
  void denyWinsOverAllowInOneTier() {
    ConnectionPolicies here =
        toCatalog(
            policy("reads", CATALOG).in(calls("*", "/catalog/**"), ALLOW).done(),
            policy("no-delete", CATALOG).in(calls("DELETE", "/catalog/{id}"), DENY).done());
    assertThat(denied(here.decide(http("DELETE", "/catalog/7")).verdict())).isTrue();
    assertThat(here.decide(http("GET", "/catalog/7")).verdict()).isEqualTo(new Verdict.Allow());
  }

  @Test
  void upperTierSettlesBeforeLowerOneIsAsked() {
    ConnectionPolicies here =
        toCatalog(
            policy("must", CATALOG)
                .tier(PolicyTier.ADMIN)
                .in(calls("GET", "/healthz"), ALLOW)
                .done(),
            policy("mine", CATALOG).in(Condition.ALWAYS, DENY).done());
    assertThat(denied(here.decide(http("GET", "/healthz")).verdict())).isFalse();
    assertThat(denied(here.decide(http("GET", "/other")).verdict())).isTrue();
  }

  @Test
  void defaultDenialNamesEveryPolicyThatMadeIt() {
    ConnectionPolicies here =
        toCatalog(
            policy("a", CATALOG).denyInbound().in(from(CHECKOUT), ALLOW).done(),
            policy("b", CATALOG).denyInbound().done());
    Decision decision = here.decide(connection());
    assertThat(decision.settled()).isTrue();
    assertThat(here.needs()).isEqualTo(Needs.PARTIES);
    assertThat(decision.reasons())
        .extracting(Reason::toString)
        .containsExactly("shop/a (default)", "shop/b (default)");
  }

  @Test
  void bothEndsAreAsked() {
    Policy outbound = policy("out", STOREFRONT).denyOutbound().done();
    Policy inbound = policy("in", CATALOG).in(from(STOREFRONT), ALLOW).denyInbound().done();
    assertThat(denied(toCatalog(inbound).decide(connection()).verdict())).isFalse();
    assertThat(denied(toCatalog(inbound, outbound).decide(connection()).verdict())).isTrue();
  }

  @Test
  void unknownCallIsNotSettledUntilItIsKnown() {
    ConnectionPolicies here =
        toCatalog(policy("no-delete", CATALOG).in(calls("DELETE"), DENY).done());
    assertThat(here.needs()).isEqualTo(Needs.OPERATION);
    assertThat(here.decide(connection()).settled()).isFalse();
    assertThat(here.decide(http("GET", "/")).settled()).isTrue();
    assertThat(here.decide(http("DELETE", "/")).settled()).isTrue();
  }

  @Test
  void dataSeenEarlySettlesADenialAtOnce() {
    ConnectionPolicies here =
        PolicySet.compile(
                List.of(
                    policy("cards", STOREFRONT)
                        .out(
                            all(
                                toHost("*.cards.example"),
                                carries(DataClass.CREDIT_CARD, Direction.FROM_CLIENT)),
                            DENY)
                        .done()))
            .on(STOREFRONT, PROCESSOR, 443);
    assertThat(here.needs()).isEqualTo(Needs.REQUEST_CONTENT);
    Known head = http("POST", "/charge");
    assertThat(here.decide(head).settled()).isFalse();
    Decision seen =
        here.decide(
            head.with(List.of(new Seen(Direction.FROM_CLIENT, DataClass.CREDIT_CARD)), List.of()));
    assertThat(seen.settled()).isTrue();
    assertThat(denied(seen.verdict())).isTrue();
    Known none = head.requested(head.operation(), "", List.of(), List.of());
    assertThat(here.decide(none).settled()).isTrue();
    assertThat(denied(here.decide(none).verdict())).isFalse();
  }

  @Test
  void redactionOfWhatIsCarriedWaitsForNothing() {
    ConnectionPolicies here =
        toCatalog(
            policy("mask", CATALOG)
                .in(carries(DataClass.CREDIT_CARD), Response.mask(Set.of(DataClass.CREDIT_CARD)))
                .done());
    assertThat(here.needs()).isEqualTo(Needs.PARTIES);
    Decision decision = here.decide(connection());
    assertThat(decision.settled()).isTrue();
    assertThat(decision.verdict().redactions()).hasSize(1);
    assertThat(decision.verdict()).isInstanceOf(Verdict.Redact.class);
  }

  @Test
  void observedPolicyChangesOnlyWhatWouldBe() {
    ConnectionPolicies here = toCatalog(policy("later", CATALOG).denyInbound().observe().done());
    Decision decision = here.decide(connection());
    assertThat(here.needs()).isEqualTo(Needs.NOTHING);
    assertThat(here.none()).isFalse();
    assertThat(denied(decision.verdict())).isFalse();
    assertThat(decision.reasons()).isEmpty();
    assertThat(denied(decision.wouldBe())).isTrue();
    assertThat(decision.wouldBeReasons()).hasSize(1);
  }

  @Test
  void stagedPolicyActsOnlyOnItsShareOfThePods() {
    PolicySet set =
        PolicySet.compile(List.of(policy("half", CATALOG).denyInbound().percent(50).done()));
    assertThat(denied(set.on(STOREFRONT, CATALOG, 80, 0, 49).decide(connection()).verdict()))
        .isTrue();
    Decision beyond = set.on(STOREFRONT, CATALOG, 80, 0, 50).decide(connection());
    assertThat(denied(beyond.verdict())).isFalse();
    assertThat(denied(beyond.wouldBe())).isTrue();
  }

  @Test
  void unidentifiedCallerMeetsTheDefault() {
    PolicySet set =
        PolicySet.compile(
            List.of(
                policy("known-only", CATALOG).in(from(STOREFRONT), ALLOW).denyInbound().done()));
    Unidentified nobody = new Unidentified(Unidentified.Why.ADDRESS_AMBIGUOUS);
    assertThat(denied(set.on(nobody, CATALOG, 80).decide(connection()).verdict())).isTrue();
    assertThat(denied(set.on(STOREFRONT, CATALOG, 80).decide(connection()).verdict())).isFalse();
  }

  @Test
  void sameWorkloadWithOtherLabelsIsAskedAnew() {
    PolicySet set =
        PolicySet.compile(
            List.of(
                new Shop.Draft(
                        "api",
                        new Selector(
                            Set.of(),
                            Set.of(),
                            Set.of(),
                            Set.of(),
                            List.of(LabelRequirement.is("role", "api"))))
                    .denyInbound()
                    .done()));
    assertThat(set.on(STOREFRONT, CATALOG, 80).none()).isFalse();
    Workload relabelled = new Workload("shop", "Deployment", "catalog", "catalog", new TreeMap<>());
    assertThat(set.on(STOREFRONT, relabelled, 80).none()).isTrue();
  }

  @Test
  void brokenPolicyIsLeftOutWholeAndSaysWhy() {
    PolicySet set =
        PolicySet.compile(
            List.of(
                policy("broken", CATALOG)
                    .denyInbound()
                    .in(calls("get", "orders/**/x"), ALLOW)
                    .done(),
                policy("sound", CATALOG).in(calls("GET", "/orders"), ALLOW).done()));
    assertThat(set.policies()).extracting(each -> each.id().name()).containsExactly("sound");
    assertThat(set.problems())
        .extracting(PolicyProblem::field)
        .containsExactlyInAnyOrder("rules[r0].calls.http.paths", "rules[r0].calls.http.methods");
  }

  @Test
  void methodThatNothingTellsApartIsRefused() {
    assertThat(
            PolicySet.compile(
                    List.of(
                        policy("typo", CATALOG).in(calls("DELET"), DENY).done(),
                        policy("lower", CATALOG).in(calls("get"), DENY).done(),
                        policy("rest", CATALOG).in(calls("OTHER"), DENY).done()))
                .problems())
        .extracting(PolicyProblem::message)
        .containsExactly(
            "'DELET' is not told from other unknown methods; did you mean DELETE? OTHER stands for all unknown ones",
            "'get' is no method; write it in upper case, as in GET");
  }

  @Test
  void nothingIsLookedAtWhereTheOtherEndDeniesAnyway() {
    Policy content = policy("content", STOREFRONT).out(carries(DataClass.SECRET), DENY).done();
    assertThat(toCatalog(content).needs()).isEqualTo(Needs.RESPONSE_CONTENT);
    ConnectionPolicies closed = toCatalog(content, policy("closed", CATALOG).denyInbound().done());
    assertThat(closed.needs()).isEqualTo(Needs.PARTIES);
    assertThat(closed.decide(connection()).settled()).isTrue();
  }

  @Test
  void strictestPolicyThatSpeaksSetsBudgetAndFailure() {
    Policy slow = policy("slow", CATALOG).in(calls("DELETE"), DENY).done();
    Policy quick = hurried("quick", CATALOG, Condition.ALWAYS);
    Policy silent = hurried("silent", CATALOG, from(CHECKOUT));
    assertThat(toCatalog(slow, silent).budget()).isEqualTo(Policy.DEFAULT_BUDGET);
    assertThat(toCatalog(slow, silent).onFailure()).isEqualTo(OnFailure.OPEN);
    assertThat(toCatalog(slow, quick).budget()).isEqualTo(Duration.ofMillis(5));
    assertThat(toCatalog(slow, quick).onFailure()).isEqualTo(OnFailure.CLOSED);
  }

  /** A policy that denies what it cannot check in five milliseconds. */
  private static Policy hurried(String name, Workload protects, Condition condition) {
    Policy made = policy(name, protects).in(condition, DENY).done();
    return new Policy(
        made.id(),
        made.version(),
        made.tier(),
        made.protects(),
        made.rules(),
        made.denyInbound(),
        made.denyOutbound(),
        made.mode(),
        made.enforcedPercent(),
        OnFailure.CLOSED,
        Duration.ofMillis(5));
  }

  @Test
  void manyPairsAreForgottenAndFoundAgain() {
    PolicySet set =
        PolicySet.compile(
            List.of(policy("p", CATALOG).in(from(STOREFRONT), ALLOW).denyInbound().done()));
    for (int i = 0; i < 3 * PolicyLimits.DEFAULT.pairs(); i++) {
      Workload caller = Shop.workload("caller-" + i, "web");
      assertThat(denied(set.on(caller, CATALOG, 80).decide(connection()).verdict())).isTrue();
    }
    assertThat(set.remembered()).isLessThanOrEqualTo(PolicyLimits.DEFAULT.pairs());
    assertThat(denied(set.on(STOREFRONT, CATALOG, 80).decide(connection()).verdict())).isFalse();
  }
}
