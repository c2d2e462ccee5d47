// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import static dev.sallyport.policy.proof.Lines.CATALOG;
import static dev.sallyport.policy.proof.Lines.PAYMENTS;
import static dev.sallyport.policy.proof.Lines.REPORT;
import static dev.sallyport.policy.proof.Lines.STOREFRONT;
import static dev.sallyport.policy.proof.Lines.get;
import static dev.sallyport.policy.proof.Lines.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Edge;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Mode;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Peer;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RateLimit;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.model.StatusClass;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.PolicySet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final Response DENY = new Response.Deny(403, "");

  @Test
  void whatNothingAllowsIsCutAndNamesItsOwnerAndTheDefault() {
    Simulation result =
        simulate(
            policy(true, allow(from(STOREFRONT), http("/items/{id}", "GET"))),
            line(STOREFRONT, CATALOG, get("/items/{id}"), 40).done(),
            line(PAYMENTS, CATALOG, get("/items/{id}"), 3).done());
    assertThat(result.answer()).isEqualTo(Simulation.Answer.CUTS);
    assertThat(result.count(Outcome.PASSED)).isEqualTo(40);
    assertThat(result.impacts())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.outcome()).isEqualTo(Outcome.DENIED);
              assertThat(each.exchanges()).isEqualTo(3);
              assertThat(each.edge().source()).isEqualTo(PAYMENTS);
              assertThat(each.reasons().getFirst()).hasToString("shop/catalog (default)");
            });
  }

  @Test
  void whatIsAllowedCutsNothing() {
    Simulation result =
        simulate(
            policy(true, allow(from(STOREFRONT), http("/items/{id}", "GET"))),
            line(STOREFRONT, CATALOG, get("/items/{id}"), 40).done());
    assertThat(result.answer()).isEqualTo(Simulation.Answer.CUTS_NOTHING);
    assertThat(result.impacts()).isEmpty();
  }

  @Test
  void policiesThatOnlyObserveAreSimulatedAsIfTheyActed() {
    Policy observing = policy(Mode.OBSERVE, true);
    assertThat(simulate(observing, line(STOREFRONT, CATALOG, get("/"), 1).done()).answer())
        .isEqualTo(Simulation.Answer.CUTS);
  }

  @Test
  void aPathOfWhichOnlyTheTemplateIsKeptIsNotGuessed() {
    Policy literal = policy(false, rule(http("/items/42", "GET"), DENY));
    Simulation result =
        simulate(
            literal,
            line(STOREFRONT, CATALOG, get("/items/{id}"), 9).done(),
            line(STOREFRONT, CATALOG, get("/health"), 5).done());
    assertThat(result.answer()).isEqualTo(Simulation.Answer.CANNOT_TELL);
    assertThat(result.count(Outcome.UNDECIDED)).isEqualTo(9);
    assertThat(result.count(Outcome.PASSED)).isEqualTo(5);
    assertThat(result.impacts().getFirst().why()).isEqualTo(Replay.PATH);
  }

  @Test
  void ofExchangesThatCarryDataOnlyThoseAreCounted() {
    Policy noCards =
        policy(
            false,
            rule(new Condition.Carries(Set.of(DataClass.CREDIT_CARD), Set.of()), DENY),
            rule(Condition.ALWAYS, Response.mask(Set.of(DataClass.EMAIL_ADDRESS))));
    Simulation result =
        simulate(
            noCards,
            line(STOREFRONT, CATALOG, get("/items"), 100)
                .carrying(DataClass.CREDIT_CARD, Direction.FROM_SERVER, 4)
                .done());
    assertThat(result.count(Outcome.DENIED)).isEqualTo(4);
    assertThat(result.count(Outcome.PASSED) + result.count(Outcome.REDACTED)).isEqualTo(96);
  }

  @Test
  void contentsThatNobodyLookedIntoAreNotGuessed() {
    Policy noCards =
        policy(false, rule(new Condition.Carries(Set.of(DataClass.CREDIT_CARD), Set.of()), DENY));
    Simulation result =
        simulate(noCards, line(STOREFRONT, CATALOG, get("/items"), 100).inspected(70).done());
    assertThat(result.count(Outcome.UNDECIDED)).isEqualTo(30);
    assertThat(result.count(Outcome.PASSED)).isEqualTo(70);
    assertThat(result.impacts().getFirst().why()).isEqualTo(Replay.CONTENTS);
  }

  @Test
  void twoClassesThatOnlyTogetherMatterAreNotGuessed() {
    Policy both =
        policy(
            false,
            rule(
                new Condition.AllOf(
                    List.of(
                        new Condition.Carries(Set.of(DataClass.CREDIT_CARD), Set.of()),
                        new Condition.Carries(Set.of(DataClass.PERSON), Set.of()))),
                DENY));
    Simulation result =
        simulate(
            both,
            line(STOREFRONT, CATALOG, get("/items"), 100)
                .carrying(DataClass.CREDIT_CARD, Direction.FROM_SERVER, 4)
                .carrying(DataClass.PERSON, Direction.FROM_SERVER, 50)
                .done());
    assertThat(result.count(Outcome.UNDECIDED)).isEqualTo(4);
    assertThat(result.count(Outcome.DENIED)).isZero();
  }

  @Test
  void attacksCountOnlyFromTheScoreOn() {
    Policy shows =
        policy(false, rule(new Condition.Shows(Set.of(AttackFamily.SQL_INJECTION), 0.8), DENY));
    LedgerLine high =
        line(STOREFRONT, CATALOG, get("/a"), 10).showing(AttackFamily.SQL_INJECTION, 0.9, 2).done();
    LedgerLine low =
        line(STOREFRONT, CATALOG, get("/b"), 10).showing(AttackFamily.SQL_INJECTION, 0.5, 2).done();
    assertThat(simulate(shows, high).count(Outcome.DENIED)).isEqualTo(2);
    assertThat(simulate(shows, low).count(Outcome.DENIED)).isZero();
  }

  @Test
  void whatWasBlockedEvenThenIsNoLoss() {
    Simulation result =
        simulate(policy(true), line(STOREFRONT, CATALOG, get("/"), 0).blocked(7).done());
    assertThat(result.idle()).isEqualTo(7);
    assertThat(result.answer()).isEqualTo(Simulation.Answer.CUTS_NOTHING);
  }

  @Test
  void connectionsThatBrokeBeforeAnythingWasSaidAreNoLoss() {
    LedgerLine refused =
        new LedgerLine(
            new Edge(STOREFRONT, CATALOG, new RawOperation(Protocol.TCP, 8080)),
            Lines.START,
            LedgerLine.HOUR,
            Map.of(StatusClass.BROKEN, 46L, StatusClass.UNSEEN, 1L),
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            Lines.START,
            Lines.START);
    Simulation result = simulate(policy(true), refused);
    assertThat(result.idle()).isEqualTo(46);
    assertThat(result.count(Outcome.DENIED)).isEqualTo(1);
  }

  @Test
  void aMonthlyCallerIsNamedAsRareWhenItIsHit() {
    LedgerLine[] lines =
        IntStream.of(0, 31, 59, 90)
            .mapToObj(day -> line(REPORT, CATALOG, get("/items"), 1).day(day).done())
            .toArray(LedgerLine[]::new);
    Simulation hit = simulate(policy(true, allow(from(STOREFRONT), null)), lines);
    assertThat(hit.rareAndCut())
        .extracting(each -> each.workload().name())
        .contains("monthly-report");
    Identity report =
        hit.identities().stream()
            .filter(each -> each.workload().equals(REPORT))
            .findFirst()
            .orElseThrow();
    assertThat(report.rhythm().beat()).isEqualTo(Rhythm.Beat.MONTHLY);
    assertThat(report.rhythm().next()).isPresent();
    Simulation spared = simulate(policy(true, allow(from(REPORT), null)), lines);
    assertThat(spared.answer()).isEqualTo(Simulation.Answer.CUTS_NOTHING);
  }

  @Test
  void identitiesThatAreTooYoungAndThoseNeverSeenAreNamed() {
    Workload never = Lines.workload("Deployment", "catalog-shadow");
    Simulation result =
        Simulation.of(
            PolicySet.compile(List.of(policyFor(Selector.namespace("shop"), true))),
            Stream.of(line(STOREFRONT, CATALOG, get("/"), 1).done()),
            Sufficiency.DEFAULT,
            Optional.empty(),
            List.of(never));
    assertThat(result.tooYoung())
        .extracting(each -> each.workload().name())
        .containsExactlyInAnyOrder("storefront", "catalog", "catalog-shadow");
    LedgerLine[] month =
        IntStream.range(0, 30)
            .mapToObj(day -> line(STOREFRONT, CATALOG, get("/"), 1).day(day).done())
            .toArray(LedgerLine[]::new);
    assertThat(simulate(policy(false), month).tooYoung()).isEmpty();
  }

  @Test
  void whatComesMoreOftenThanALimitAllowsInTheHourIsHeldBackAndPeaksAreNotGuessed() {
    Policy limit =
        policy(
            false,
            rule(
                Condition.ALWAYS,
                new Response.Throttle(new RateLimit(1, 10, RateLimit.Per.CALLER))));
    assertThat(
            simulate(
                    limit,
                    line(STOREFRONT, CATALOG, get("/a"), 2_000).done(),
                    line(STOREFRONT, CATALOG, get("/b"), 2_000).done())
                .count(Outcome.THROTTLED))
        .as("both operations of a caller share its bucket")
        .isEqualTo(4_000);
    assertThat(simulate(limit, line(STOREFRONT, CATALOG, get("/a"), 9).done()).answer())
        .isEqualTo(Simulation.Answer.CUTS_NOTHING);
    assertThat(simulate(limit, line(STOREFRONT, CATALOG, get("/a"), 900).done()).answer())
        .isEqualTo(Simulation.Answer.CANNOT_TELL);
  }

  @Test
  void aRuleForAPortIsNotGuessedWhereThePortIsNotKept() {
    Policy port =
        policy(
            false, rule(new Condition.Calls(List.of(new CallPattern.Ports(Set.of(8080)))), DENY));
    Simulation result = simulate(port, line(STOREFRONT, CATALOG, get("/"), 5).done());
    assertThat(result.count(Outcome.UNDECIDED)).isEqualTo(5);
    assertThat(result.impacts().getFirst().why()).isEqualTo(Replay.PORT);
  }

  @Test
  void aHostOutsideIsJudgedByItsName() {
    Policy egress =
        new Policy(
            new PolicyId("shop", "payments"),
            1,
            PolicyTier.NAMESPACE,
            Selector.of(PAYMENTS),
            List.of(
                new Rule(
                    "processor",
                    Side.OUTBOUND,
                    new Condition.To(List.of(new Peer.Host(new NamePattern("*.pay.example")))),
                    new Response.Allow())),
            false,
            true,
            Mode.ENFORCE,
            100,
            OnFailure.OPEN,
            Policy.DEFAULT_BUDGET);
    Simulation result =
        simulate(
            egress,
            line(PAYMENTS, new ExternalHost("api.pay.example", true), Lines.http("POST", "/v1"), 5)
                .done(),
            line(PAYMENTS, new ExternalHost("evil.example", true), Lines.http("POST", "/v1"), 1)
                .done());
    assertThat(result.count(Outcome.PASSED)).isEqualTo(5);
    assertThat(result.impacts())
        .singleElement()
        .satisfies(each -> assertThat(each.edge().target().displayName()).contains("evil"));
  }

  private static Simulation simulate(Policy policy, LedgerLine... lines) {
    PolicySet set = PolicySet.compile(List.of(policy));
    assertThat(set.problems()).isEmpty();
    return Simulation.of(set, Arrays.stream(lines));
  }

  private static Condition from(Workload caller) {
    return new Condition.From(List.of(new Peer.Workloads(Selector.of(caller))));
  }

  private static Condition http(String path, String method) {
    return new Condition.Calls(List.of(new CallPattern.Http(Set.of(method), Set.of(path))));
  }

  private static Rule allow(Condition from, @Nullable Condition calls) {
    return rule(
        calls == null ? from : new Condition.AllOf(List.of(from, calls)), new Response.Allow());
  }

  private static int names;

  private static Rule rule(Condition condition, Response response) {
    return new Rule("r" + names++, Side.INBOUND, condition, response);
  }

  private static Policy policy(boolean denyInbound, Rule... rules) {
    return policy(Mode.ENFORCE, denyInbound, rules);
  }

  private static Policy policy(Mode mode, boolean denyInbound, Rule... rules) {
    return new Policy(
        new PolicyId("shop", "catalog"),
        3,
        PolicyTier.NAMESPACE,
        Selector.of(CATALOG),
        List.of(rules),
        denyInbound,
        false,
        mode,
        100,
        OnFailure.OPEN,
        Policy.DEFAULT_BUDGET);
  }

  private static Policy policyFor(Selector selector, boolean denyInbound) {
    Policy it = policy(denyInbound);
    return new Policy(
        it.id(),
        it.version(),
        it.tier(),
        selector,
        it.rules(),
        it.denyInbound(),
        it.denyOutbound(),
        it.mode(),
        it.enforcedPercent(),
        it.onFailure(),
        it.budget());
  }
}
