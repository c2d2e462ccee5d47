// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.HERE;
import static dev.sallyport.node.identity.Given.SECOND;
import static dev.sallyport.node.identity.Given.THERE;
import static dev.sallyport.node.identity.Given.deployment;
import static dev.sallyport.node.identity.Given.fact;
import static dev.sallyport.node.identity.Given.facts;
import static dev.sallyport.node.identity.Given.node;
import static dev.sallyport.node.identity.Given.pod;
import static dev.sallyport.node.identity.Given.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Unidentified.Why;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.SteerListener;
import dev.sallyport.node.capture.SteeredConnection;
import dev.sallyport.node.identity.Identification.NameAgreement;
import dev.sallyport.node.identity.IdentityCounters.Count;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteerTrackTest {
  private static final String CART = "10.1.0.1";
  private static final String FAR = "10.2.0.1";
  private static final SteerListener.Destination SERVICE =
      new SteerListener.Service("shop", "cart");

  private final FakeLoop loop = new FakeLoop(100 * SECOND);
  private final IdentityCounters counters = new IdentityCounters();
  private final IdentityLedger ledger =
      new IdentityLedger(HERE, IdentityLimits.defaults(), counters);
  private final ConnectionIdentity identity =
      new ConnectionIdentity(
          ledger,
          new NameEvidence(IdentityLimits.defaults(), counters),
          Peers.NONE,
          IdentityLimits.defaults(),
          counters);
  private final List<Identification> told = new ArrayList<>();

  SteerTrackTest() {
    ledger.podSeen(pod("cart", "cart", CART), 0);
    ledger.podSeen(pod("mail", "mail", "10.1.0.2"), 0);
    ledger.apply(
        facts(
            List.of(fact("far", "far", THERE, Captured.NO, FAR)),
            List.of(),
            List.of(node(HERE, "192.168.0.1"), node(THERE, "192.168.0.2"))),
        0);
  }

  @Test
  void theProcessThatHoldsTheSocketProvesTheSourceAndTheListenerTheTarget() {
    open(SERVICE, "127.0.0.1", "mail", "cart");
    assertThat(told)
        .containsExactly(
            new Identification(
                new Attribution(deployment("mail"), Proof.SAME_NODE_SOCKET),
                new Attribution(deployment("cart"), Proof.ADDRESS_LEDGER),
                Role.INSPECT,
                NameAgreement.NOT_NAMED));
  }

  @Test
  void aSourceAtAnAddressOfItsOwnIsNamedByItOnceNewsCannotChangeIt() {
    open(SERVICE, FAR, "", "cart");
    assertThat(told).isEmpty();
    loop.pass(3 * SECOND);
    assertThat(told.getFirst().source())
        .isEqualTo(new Attribution(deployment("far"), Proof.ADDRESS_LEDGER));
  }

  @Test
  void whoeverSharesTheAddressOfAllAndIsNotFoundIsUnidentified() {
    for (String everybodys : List.of("127.0.0.1", "::1")) {
      open(SERVICE, everybodys, "", "cart");
      assertThat(told.removeFirst().source())
          .isEqualTo(new Attribution(new Unidentified(Why.CLUSTER_ADDRESS_UNKNOWN), Proof.UNKNOWN));
    }
  }

  @Test
  void aSourceOutOfTheClusterIsAnOutsideClient() {
    open(SERVICE, "203.0.113.7", "", "cart");
    assertThat(told.getFirst().source())
        .isEqualTo(new Attribution(new OutsideClient(), Proof.UNKNOWN));
  }

  @Test
  void anUpstreamThatIsNoPodLeavesTheServiceAsTheTarget() {
    open(SERVICE, "127.0.0.1", "mail", "");
    assertThat(told.getFirst().target())
        .isEqualTo(new Attribution(Workload.of("shop", "Service", "cart"), Proof.ADDRESS_LEDGER));
  }

  @Test
  void aListenerOfAHostIsThatHostWhateverTheClientSays() {
    ConnectionTrack track = open(new SteerListener.Host("api.example"), "127.0.0.1", "mail", "");
    track.nameSeen(NameSource.TLS_SERVER_NAME, "evil.example");
    assertThat(told.getFirst().target())
        .isEqualTo(new Attribution(new ExternalHost("api.example", true), Proof.NAME_EVIDENCE));
    assertThat(counters.of(Count.NAME_NOT_IN_DNS)).isEqualTo(1);
  }

  @Test
  void aNameThatAgreesIsNoDeparture() {
    ConnectionTrack track = open(new SteerListener.Host("api.example"), "127.0.0.1", "mail", "");
    track.nameSeen(NameSource.TLS_SERVER_NAME, "API.example");
    assertThat(counters.of(Count.NAME_NOT_IN_DNS)).isZero();
  }

  private ConnectionTrack open(
      SteerListener.Destination destination, String from, String sourcePod, String targetPod) {
    SteerListener.Upstream upstream = new SteerListener.Upstream(socket(CART, 8080), targetPod);
    SteerListener listener =
        new SteerListener(destination, 80, socket("10.96.0.10", 8080), List.of(upstream));
    return identity.open(
        new SteeredConnection(listener, upstream, socket(from, 40_000), sourcePod, loop.nanos()),
        loop,
        told::add);
  }
}
