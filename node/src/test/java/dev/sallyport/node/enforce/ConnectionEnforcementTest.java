// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Inventory;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Response;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Verdict;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionEnforcementTest {
  private static final String GET = "GET /catalog/7 HTTP/1.1\r\nHost: c\r\n\r\n";
  private static final String DELETE = "DELETE /catalog/7 HTTP/1.1\r\nHost: c\r\n\r\n";
  private static final String POST =
      "POST /catalog HTTP/1.1\r\nHost: c\r\nContent-Length: 4\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final HttpOperation SOME =
      new HttpOperation("GET", "/catalog/{id}", Protocol.HTTP1);

  private final Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE);

  private static Policy readOnly(OnFailure onFailure) {
    return Policies.inbound(
        onFailure, false, Policies.onCall("DELETE", "/catalog/{id}", Policies.deny()));
  }

  @Test
  void withoutPoliciesNobodyStandsInTheWay() {
    assertThat(new Wire(enforcement, 80).isGuarded()).isFalse();
  }

  @Test
  void nothingPassesBeforeBothEndsAreKnown() {
    enforcement.apply(List.of(readOnly(OnFailure.CLOSED)));
    Wire wire = new Wire(enforcement, 80).client(GET);
    assertThat(wire.atServer()).isEmpty();
    assertThat(wire.atClient()).isEmpty();
    wire.between(Wire.CALLER, Wire.CALLED);
    assertThat(wire.atServer()).isEqualTo(GET);
  }

  @Test
  void oneMethodIsDeniedAndTheOtherIsNot() {
    enforcement.apply(List.of(readOnly(OnFailure.CLOSED)));
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED);
    wire.client(DELETE).client(GET).server(OK);
    assertThat(wire.atServer()).isEqualTo(GET);
    assertThat(wire.atClient()).startsWith("HTTP/1.1 403 ").contains("read only").endsWith(OK);
    assertThat(wire.blocked).containsExactly(java.util.Map.entry(0L, "shop/catalog/r-delete"));
    assertThat(wire.acting.counted(0, SOME).orElseThrow().decision().verdict())
        .isInstanceOf(Verdict.Deny.class);
    assertThat(wire.acting.counted(1, SOME).orElseThrow().decision().verdict())
        .isEqualTo(new Verdict.Allow());
    assertThat(enforcement.counters()).containsEntry("exchanges_denied", 1L);
  }

  @Test
  void aConnectionThatNoPolicyConcernsIsLeftAlone() {
    enforcement.apply(List.of(readOnly(OnFailure.CLOSED)));
    Wire wire = new Wire(enforcement, 80).client(DELETE);
    wire.between(Wire.CALLED, Wire.CALLER);
    assertThat(wire.isGuarded()).isFalse();
    assertThat(wire.atServer()).isEqualTo(DELETE);
  }

  @Test
  void aCallerThatNobodyKnowsIsCutByDefaultDeny() {
    enforcement.apply(
        List.of(Policies.inbound(OnFailure.CLOSED, true, Policies.onCall("GET", "/x", allow()))));
    Wire wire = new Wire(enforcement, 80);
    wire.between(new Unidentified(Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN), Wire.CALLED);
    wire.client(GET);
    assertThat(wire.atServer()).isEmpty();
    assertThat(wire.atClient()).startsWith("HTTP/1.1 403");
  }

  @Test
  void aDeniedConnectionIsCutBeforeAnythingPasses() {
    enforcement.apply(List.of(Policies.inbound(OnFailure.OPEN, true)));
    Wire wire = new Wire(enforcement, 80).client(GET).server("hello");
    wire.between(Wire.CALLER, Wire.CALLED);
    assertThat(wire.cut).isTrue();
    assertThat(wire.atServer()).isEmpty();
    assertThat(wire.atClient()).isEmpty();
    assertThat(wire.acting.counted(-1, new RawOperation(Protocol.TCP, 80)).orElseThrow().effect())
        .isEqualTo(new Effect.Applied());
  }

  @Test
  void whatCannotBeFollowedIsDeniedOrPassesAsThePolicySays() {
    String twisted =
        "POST /catalog HTTP/1.1\r\nHost: c\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n";
    enforcement.apply(List.of(readOnly(OnFailure.CLOSED)));
    Wire closed = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client(twisted);
    assertThat(closed.cut).isTrue();
    assertThat(closed.atServer()).isEmpty();
    enforcement.apply(List.of(readOnly(OnFailure.OPEN)));
    Wire open = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client(twisted);
    assertThat(open.atServer()).isEqualTo(twisted);
    assertThat(open.acting.counted(-1, new RawOperation(Protocol.TCP, 80)).orElseThrow().effect())
        .isInstanceOf(Effect.FailedOpen.class);
    assertThat(enforcement.counters()).containsEntry("failed_open", 1L);
    assertThat(enforcement.counters()).containsEntry("failed_closed", 1L);
  }

  @Test
  void aRequestWaitsUntilItWasLookedInto() {
    enforcement.apply(List.of(noCards(OnFailure.CLOSED)));
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client(POST);
    assertThat(wire.atServer()).isEmpty();
    wire.sees(new Seen(Direction.FROM_CLIENT, DataClass.CREDIT_CARD));
    wire.client("4242");
    assertThat(wire.atServer()).isEmpty();
    assertThat(wire.atClient()).startsWith("HTTP/1.1 403");
    wire.sees();
    wire.client(POST + "safe");
    assertThat(wire.atServer()).isEqualTo(POST + "safe");
  }

  @Test
  void whatWasNotLookedIntoWholeFollowsThePolicy() {
    enforcement.apply(List.of(noCards(OnFailure.CLOSED)));
    Wire closed = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED);
    closed.looked = Looked.NOT;
    closed.client(POST + "4242");
    assertThat(closed.atServer()).isEmpty();
    assertThat(closed.atClient()).startsWith("HTTP/1.1 503");
    enforcement.apply(List.of(noCards(OnFailure.OPEN)));
    Wire open = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED);
    open.looked = Looked.NOT;
    open.client(POST + "4242");
    assertThat(open.atServer()).isEqualTo(POST + "4242");
  }

  @Test
  void aBodyThatNeverEndsFollowsThePolicyAfterAWhile() {
    enforcement.apply(List.of(noCards(OnFailure.CLOSED)));
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client(POST + "42");
    wire.letTimePass();
    assertThat(wire.atServer()).isEmpty();
    assertThat(wire.atClient()).startsWith("HTTP/1.1 503");
  }

  @Test
  void aBodyLargerThanWhatIsHeldFollowsThePolicy() {
    enforcement.apply(List.of(noCards(OnFailure.OPEN)));
    int size = EnforceLimits.DEFAULT.requestBytes() + 10;
    String head = "POST /catalog HTTP/1.1\r\nHost: c\r\nContent-Length: " + size + "\r\n\r\n";
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client(head);
    wire.client("x".repeat(size - 10));
    assertThat(wire.atServer()).hasSize(head.length() + size - 10);
    assertThat(enforcement.counters()).containsEntry("limit_request_bytes", 1L);
    assertThat(wire.held).containsEntry(Direction.FROM_CLIENT, false);
  }

  @Test
  void anAnswerWaitsUntilItWasLookedInto() {
    enforcement.apply(
        List.of(
            Policies.inbound(
                OnFailure.CLOSED,
                false,
                Policies.onData(DataClass.CREDIT_CARD, Direction.FROM_SERVER, Policies.deny()))));
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client(GET);
    assertThat(wire.atServer()).isEqualTo(GET);
    wire.server("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n42");
    assertThat(wire.atClient()).isEmpty();
    wire.sees(new Seen(Direction.FROM_SERVER, DataClass.CREDIT_CARD));
    wire.server("42");
    assertThat(wire.atClient()).startsWith("HTTP/1.1 403");
    wire.sees();
    wire.client(GET).server(OK);
    assertThat(wire.atClient()).endsWith(OK);
  }

  @Test
  void callsThatComeTooOftenAreToldWhenToComeBack() {
    enforcement.apply(
        List.of(
            Policies.inbound(OnFailure.CLOSED, false, Policies.onAny(Policies.throttle(0.1, 2)))));
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED);
    wire.client(GET).server(OK).client(GET).server(OK).client(GET);
    assertThat(wire.atServer()).isEqualTo(GET + GET);
    assertThat(wire.atClient()).contains("HTTP/1.1 429 ").contains("retry-after: 10\r\n");
  }

  @Test
  void endsThatNeverBecomeKnownFollowThePolicy() {
    enforcement.apply(List.of(readOnly(OnFailure.CLOSED)));
    Wire closed = new Wire(enforcement, 80).client(GET);
    closed.letTimePass();
    assertThat(closed.cut).isTrue();
    enforcement.apply(List.of(readOnly(OnFailure.OPEN)));
    Wire open = new Wire(enforcement, 80).client(GET);
    open.letTimePass();
    assertThat(open.atServer()).isEqualTo(GET);
  }

  @Test
  void aProtocolThatNobodyKnowsPassesWhereItIsAllowed() {
    enforcement.apply(List.of(readOnly(OnFailure.CLOSED)));
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client("GE");
    assertThat(wire.atServer()).isEmpty();
    wire.letTimePass();
    assertThat(wire.atServer()).isEqualTo("GE");
  }

  @Test
  void aNewPolicyCutsWhatItDoesNotAllow() {
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client(GET);
    enforcement.apply(List.of(Policies.inbound(OnFailure.CLOSED, true)));
    assertThat(wire.acting.ruled()).isTrue();
    assertThat(wire.cut).isTrue();
    assertThat(enforcement.counters()).containsEntry("connections_cut", 1L);
  }

  @Test
  void aNewPolicyHoldsFromTheNextRequestOn() {
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client(GET + GET);
    enforcement.apply(List.of(readOnly(OnFailure.CLOSED)));
    assertThat(wire.acting.ruled()).isFalse();
    assertThat(wire.isGuarded()).isTrue();
    wire.client(DELETE);
    wire.server(OK + OK);
    assertThat(wire.atServer()).isEqualTo(GET + GET);
    assertThat(wire.atClient()).startsWith(OK + OK + "HTTP/1.1 403");
    wire.client(GET).server(OK);
    assertThat(wire.atClient()).endsWith(OK);
  }

  @Test
  void halfClosedConnectionsEndInOrder() {
    enforcement.apply(List.of(readOnly(OnFailure.CLOSED)));
    Wire wire = new Wire(enforcement, 80).client(GET);
    wire.end(Direction.FROM_CLIENT, "");
    assertThat(wire.ended).isEmpty();
    wire.between(Wire.CALLER, Wire.CALLED);
    assertThat(wire.atServer()).isEqualTo(GET);
    assertThat(wire.ended).containsExactly(Direction.FROM_CLIENT);
  }

  @Test
  void aProbeOfTheKubeletPassesWhatDeniesAllOthers() {
    enforcement.apply(List.of(Policies.inbound(OnFailure.CLOSED, true)));
    String probe = "GET /healthz?full=1 HTTP/1.1\r\nHost: c\r\n\r\n";
    Wire kubelet = new Wire(enforcement, 80).between(new ClusterNode("n1"), Wire.CALLED);
    assertThat(kubelet.cut).isFalse();
    kubelet.client(probe).server(OK).client(GET);
    assertThat(kubelet.atServer()).isEqualTo(probe);
    assertThat(kubelet.atClient()).startsWith(OK + "HTTP/1.1 403");
    assertThat(enforcement.counters()).containsEntry("probes_exempted", 1L);
    Wire other = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED).client(probe);
    assertThat(other.cut).isTrue();
  }

  @Test
  void aLimitIsSharedByTheNodesThatHoldTheCalled() {
    enforcement.apply(
        List.of(
            Policies.inbound(OnFailure.CLOSED, false, Policies.onAny(Policies.throttle(0.1, 4)))));
    Inventory.PodInterval here =
        new Inventory.PodInterval(
            "a", "a", "n1", Set.of(), false, (Workload) Wire.CALLED, Instant.EPOCH, null, true);
    Inventory.PodInterval there =
        new Inventory.PodInterval(
            "b", "b", "n2", Set.of(), false, (Workload) Wire.CALLED, Instant.EPOCH, null, true);
    enforcement.spread(
        new Inventory(1, List.of(here, there), List.of(), List.of(), Inventory.EMPTY.ranges()));
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED);
    wire.client(GET).server(OK).client(GET).server(OK).client(GET);
    assertThat(wire.atServer()).isEqualTo(GET + GET);
    assertThat(wire.atClient()).contains("retry-after: 20\r\n");
  }

  private static Policy noCards(OnFailure onFailure) {
    return Policies.inbound(
        onFailure,
        false,
        Policies.onData(DataClass.CREDIT_CARD, Direction.FROM_CLIENT, Policies.deny()));
  }

  private static Response allow() {
    return new Response.Allow();
  }
}
