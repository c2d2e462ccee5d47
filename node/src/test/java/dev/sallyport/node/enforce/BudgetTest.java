// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Protocol;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is slow is waited for as long as the policy's budget says, and then follows onFailure. */
class BudgetTest {
  private static final Duration BUDGET = Duration.ofMillis(200);
  private static final String POST =
      "POST /catalog HTTP/1.1\r\nHost: c\r\nContent-Length: 4\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  private static final HttpOperation SOME = new HttpOperation("POST", "/catalog", Protocol.HTTP1);
  private final Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE);

  private static Policy noCards(OnFailure onFailure, Direction direction) {
    return Policies.inbound(
        onFailure, false, Policies.onData(DataClass.CREDIT_CARD, direction, Policies.deny()));
  }

  private Wire wire(Policy policy) {
    enforcement.apply(List.of(policy));
    return new Wire(enforcement, 80);
  }

  private Wire known(Policy policy) {
    return wire(policy).between(Wire.CALLER, Wire.CALLED);
  }

  @Test
  void endsThatAreSlowToBeKnownFollowOnFailureOnceTheBudgetIsOver() {
    Wire open = wire(Policies.within(BUDGET, noCards(OnFailure.OPEN, Direction.FROM_CLIENT)));
    open.client(POST).letTimePass(Duration.ofMillis(199));
    assertThat(open.atServer()).isEmpty();
    open.letTimePass(BUDGET);
    assertThat(open.atServer()).isEqualTo(POST);
    Wire closed = wire(Policies.within(BUDGET, noCards(OnFailure.CLOSED, Direction.FROM_CLIENT)));
    closed.client(POST).letTimePass(BUDGET);
    assertThat(closed.cut).isTrue();
    assertThat(enforcement.counters())
        .containsEntry("budgets_exceeded", 2L)
        .containsEntry("failed_open", 1L)
        .containsEntry("failed_closed", 1L)
        .containsEntry("limit_ends_wait", 0L);
  }

  @Test
  void oneHurriedPolicyDoesNotEndTheWaitForOthersThatMayConcernTheConnection() {
    Policy hurried = Policies.within(BUDGET, noCards(OnFailure.OPEN, Direction.FROM_CLIENT));
    Policy patient = Policies.named("other", noCards(OnFailure.OPEN, Direction.FROM_CLIENT));
    enforcement.apply(List.of(hurried, patient));
    Wire wire = new Wire(enforcement, 80).client(POST);
    wire.letTimePass(BUDGET);
    assertThat(wire.atServer()).isEmpty();
    wire.letTimePass(EnforceLimits.DEFAULT.endsWait());
    assertThat(wire.atServer()).isEqualTo(POST);
    assertThat(enforcement.counters()).containsEntry("limit_ends_wait", 1L);
  }

  @Test
  void aBodyThatComesSlowlyFollowsOnFailureOnceTheBudgetIsOver() {
    Wire open = known(Policies.within(BUDGET, noCards(OnFailure.OPEN, Direction.FROM_CLIENT)));
    open.client(POST + "ab").letTimePass(Duration.ofMillis(199));
    assertThat(open.atServer()).isEmpty();
    open.letTimePass(BUDGET);
    assertThat(open.atServer()).isEqualTo(POST + "ab");
    open.client("cd");
    assertThat(open.atServer()).isEqualTo(POST + "abcd");
    assertThat(open.acting.counted(0, SOME).orElseThrow().effect())
        .isInstanceOf(Effect.FailedOpen.class);
    Wire closed = known(Policies.within(BUDGET, noCards(OnFailure.CLOSED, Direction.FROM_CLIENT)));
    closed.client(POST + "ab").letTimePass(BUDGET);
    assertThat(closed.atServer()).isEmpty();
    assertThat(closed.atClient()).startsWith("HTTP/1.1 503 ");
    assertThat(closed.acting.counted(0, SOME).orElseThrow().effect())
        .isInstanceOf(Effect.FailedClosed.class);
    assertThat(enforcement.counters()).containsEntry("budgets_exceeded", 2L);
  }

  @Test
  void withoutABudgetABodyIsWaitedForAsLongAsTheNodeWaits() {
    Wire wire = known(noCards(OnFailure.CLOSED, Direction.FROM_CLIENT));
    wire.client(POST + "ab").letTimePass(Duration.ofSeconds(9));
    assertThat(wire.atClient()).isEmpty();
    wire.client("cd");
    assertThat(wire.atServer()).isEqualTo(POST + "abcd");
    Wire late = known(noCards(OnFailure.CLOSED, Direction.FROM_CLIENT));
    late.client(POST + "ab").letTimePass(EnforceLimits.DEFAULT.contentWait());
    assertThat(late.atClient()).startsWith("HTTP/1.1 503 ");
    assertThat(enforcement.counters())
        .containsEntry("budgets_exceeded", 0L)
        .containsEntry("limit_content_wait", 1L);
  }

  @Test
  void whatIsInTimeIsDecided() {
    Wire wire = known(Policies.within(BUDGET, noCards(OnFailure.CLOSED, Direction.FROM_CLIENT)));
    wire.client(POST + "ab").letTimePass(Duration.ofMillis(199));
    wire.client("cd").letTimePass(Duration.ofSeconds(1));
    assertThat(wire.atServer()).isEqualTo(POST + "abcd");
    assertThat(wire.acting.counted(0, SOME).orElseThrow().effect()).isEqualTo(new Effect.Applied());
    assertThat(enforcement.counters()).containsEntry("budgets_exceeded", 0L);
  }

  @Test
  void aServerMayThinkLongerThanTheBudgetButItsAnswerIsNotHeldLonger() {
    Wire open = known(Policies.within(BUDGET, noCards(OnFailure.OPEN, Direction.FROM_SERVER)));
    open.client(POST + "abcd").letTimePass(Duration.ofSeconds(9));
    open.server(OK + "o").letTimePass(Duration.ofMillis(199));
    assertThat(open.atClient()).isEmpty();
    open.letTimePass(BUDGET);
    assertThat(open.atClient()).isEqualTo(OK + "o");
    Wire closed = known(Policies.within(BUDGET, noCards(OnFailure.CLOSED, Direction.FROM_SERVER)));
    closed.client(POST + "abcd").server(OK + "o").letTimePass(BUDGET);
    assertThat(closed.atClient()).startsWith("HTTP/1.1 503 ");
    assertThat(enforcement.counters()).containsEntry("budgets_exceeded", 2L);
  }
}
