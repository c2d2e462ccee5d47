// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import static dev.sallyport.policy.proof.Lines.CATALOG;
import static dev.sallyport.policy.proof.Lines.STOREFRONT;
import static dev.sallyport.policy.proof.Lines.get;
import static dev.sallyport.policy.proof.Lines.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.Condition;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Peer;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a simulation takes into account beside the policies in question. */
class TrialTest {
  private static final Response DENY = new Response.Deny(403, "");

  @Test
  void whatOnlyKeepsASessionGoingIsNotDeniedByDefault() {
    Policy selects = policy("db", Mode.ENFORCE, true, rule(verbs("SELECT"), new Response.Allow()));
    Simulation result =
        alone(selects, sql("SELECT", 9), sql("PING", 5), sql("COMMIT", 4), sql("DELETE", 2));
    assertThat(result.count(Outcome.PASSED)).isEqualTo(18);
    assertThat(result.impacts())
        .singleElement()
        .satisfies(each -> assertThat(each.exchanges()).isEqualTo(2));
  }

  @Test
  void whatOnlyKeepsASessionGoingIsDeniedByARuleThatNamesIt() {
    Policy noCommits = policy("db", Mode.ENFORCE, false, rule(verbs("COMMIT"), DENY));
    assertThat(alone(noCommits, sql("COMMIT", 4)).count(Outcome.DENIED)).isEqualTo(4);
  }

  @Test
  void whereTheEndsAloneDecideThereIsNoSessionToKeepGoing() {
    Policy nobody = policy("db", Mode.ENFORCE, true);
    assertThat(alone(nobody, sql("PING", 4)).count(Outcome.DENIED)).isEqualTo(4);
  }

  @Test
  void aDeclaredProbeIsNotDeniedAndAnotherCallOfTheMachineIs() {
    ClusterNode machine = new ClusterNode("node-1");
    Policy nobody = policy("closed", Mode.ENFORCE, true);
    Simulation result =
        Simulation.of(
            new Trial(
                List.of(nobody),
                List.of(),
                Sufficiency.DEFAULT,
                Optional.empty(),
                List.of(),
                List.of(new Probe(CATALOG, "/healthz"))),
            Stream.of(
                line(machine, CATALOG, get("/healthz"), 7).done(),
                line(machine, CATALOG, get("/admin"), 3).done()));
    assertThat(result.count(Outcome.PASSED)).isEqualTo(7);
    assertThat(result.count(Outcome.DENIED)).isEqualTo(3);
  }

  @Test
  void whatPoliciesBesideDenyAnyhowIsNoReasonToFail() {
    Policy closed = policy("closed", Mode.ENFORCE, true);
    Policy noDeletes = policy("no-deletes", Mode.OBSERVE, false, rule(http("DELETE"), DENY));
    LedgerLine line = line(STOREFRONT, CATALOG, Lines.http("DELETE", "/items/{id}"), 6).done();
    Simulation beside = beside(noDeletes, closed, line);
    assertThat(beside.answer()).isEqualTo(Simulation.Answer.CUTS_NOTHING);
    assertThat(beside.already()).isEqualTo(6);
    assertThat(alone(noDeletes, line).count(Outcome.DENIED)).isEqualTo(6);
  }

  @Test
  void anAllowanceDoesNotHelpWhereAPolicyBesideDeniesAndADenialBesideIsNotLifted() {
    Policy closed = policy("closed", Mode.ENFORCE, true);
    Policy reads = policy("reads", Mode.OBSERVE, true, rule(http("GET"), new Response.Allow()));
    LedgerLine read = line(STOREFRONT, CATALOG, get("/items/{id}"), 5).done();
    LedgerLine write = line(STOREFRONT, CATALOG, Lines.http("POST", "/items"), 2).done();
    Simulation result = beside(reads, closed, read, write);
    assertThat(result.count(Outcome.PASSED)).as("within a tier an allowance wins").isEqualTo(5);
    assertThat(result.already()).isEqualTo(2);
  }

  @Test
  void aPolicyOfTheSameNameIsReplacedAndOneThatObservesDoesNothing() {
    Policy strict = policy("catalog", Mode.ENFORCE, true);
    Policy lax = policy("catalog", Mode.OBSERVE, false);
    LedgerLine line = line(STOREFRONT, CATALOG, get("/items/{id}"), 5).done();
    assertThat(beside(lax, strict, line).count(Outcome.PASSED)).isEqualTo(5);
    assertThat(beside(strict, strict, line).count(Outcome.DENIED)).isEqualTo(5);
    Policy watching = policy("watching", Mode.OBSERVE, true);
    assertThat(beside(lax, watching, line).count(Outcome.PASSED)).isEqualTo(5);
  }

  private static Simulation alone(Policy policy, LedgerLine... lines) {
    return Simulation.of(Trial.of(List.of(policy)), Stream.of(lines));
  }

  private static Simulation beside(Policy policy, Policy other, LedgerLine... lines) {
    Trial trial =
        new Trial(
            List.of(policy),
            List.of(other),
            Sufficiency.DEFAULT,
            Optional.empty(),
            List.of(),
            List.of());
    return Simulation.of(trial, Stream.of(lines));
  }

  private static LedgerLine sql(String verb, int times) {
    return line(STOREFRONT, CATALOG, new QueryOperation(verb, "", Protocol.POSTGRESQL), times)
        .done();
  }

  private static Condition verbs(String verb) {
    return new Condition.Calls(
        List.of(new CallPattern.Queries(Set.of(Protocol.POSTGRESQL), Set.of(verb), Set.of())));
  }

  private static Condition http(String method) {
    return new Condition.AllOf(
        List.of(
            new Condition.From(List.of(new Peer.Workloads(Selector.of(STOREFRONT)))),
            new Condition.Calls(List.of(new CallPattern.Http(Set.of(method), Set.of())))));
  }

  private static Rule rule(Condition condition, Response response) {
    return new Rule("only", Side.INBOUND, condition, response);
  }

  private static Policy policy(String name, Mode mode, boolean denyInbound, Rule... rules) {
    return new Policy(
        new PolicyId("shop", name),
        1,
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
}
