// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.HERE;
import static dev.sallyport.node.identity.Given.SECOND;
import static dev.sallyport.node.identity.Given.THERE;
import static dev.sallyport.node.identity.Given.deployment;
import static dev.sallyport.node.identity.Given.fact;
import static dev.sallyport.node.identity.Given.facts;
import static dev.sallyport.node.identity.Given.inbound;
import static dev.sallyport.node.identity.Given.node;
import static dev.sallyport.node.identity.Given.outbound;
import static dev.sallyport.node.identity.Given.pod;
import static dev.sallyport.node.identity.Given.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.Proof;
import dev.sallyport.node.capture.CapturedConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What policies may take for granted before late news is ruled out. */
class PresumedEndTest {
  private static final String MAIL = "10.1.0.2";
  private static final String BARE = "10.2.0.2";
  private static final String FAR = "10.2.0.1";

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

  PresumedEndTest() {
    ledger.podSeen(pod("mail", "mail", MAIL), 0);
    ledger.captured("mail", Captured.YES);
    ledger.apply(
        facts(
            List.of(
                fact("far", "far", THERE, Captured.YES, FAR),
                fact("bare", "bare", THERE, Captured.NO, BARE)),
            List.of(),
            List.of(node(HERE, "192.168.0.1"), node(THERE, "192.168.0.2"))),
        0);
  }

  @Test
  void aCalledPodThatNobodyCapturesIsPresumedAtOnceAndToldWhenNewsCannotBeLate() {
    ConnectionTrack track = open(outbound("mail", MAIL, 40_000, BARE, loop.nanos()));
    Attribution bare = new Attribution(deployment("bare"), Proof.ADDRESS_LEDGER);
    assertThat(track.presumed(loop.nanos())).map(Identification::target).contains(bare);
    track.upstreamConnected(socket(MAIL, 40_000), socket(BARE, 8080));
    assertThat(told).as("counted only when it is sure").isEmpty();
    loop.pass(3 * SECOND);
    assertThat(told).singleElement().extracting(Identification::target).isEqualTo(bare);
    assertThat(track.presumed(loop.nanos())).as("it was told").isEmpty();
  }

  @Test
  void aCalledPodWhoseSideAnswersForTheConnectionIsNotPresumed() {
    ConnectionTrack track = open(outbound("mail", MAIL, 40_000, FAR, loop.nanos()));
    assertThat(track.presumed(loop.nanos())).isEmpty();
  }

  @Test
  void aCallerIsNeverPresumedAsItHasTheRights() {
    ConnectionTrack track = open(inbound("mail", BARE, 40_000, MAIL, loop.nanos()));
    assertThat(told).isEmpty();
    assertThat(track.presumed(loop.nanos())).isEmpty();
  }

  @Test
  void anAddressThatChangedHandsIsNotPresumed() {
    ledger.apply(
        facts(
            List.of(fact("next", "next", THERE, Captured.NO, BARE)),
            List.of(),
            List.of(node(HERE, "192.168.0.1"), node(THERE, "192.168.0.2"))),
        loop.nanos());
    ConnectionTrack track = open(outbound("mail", MAIL, 40_000, BARE, loop.nanos()));
    assertThat(track.presumed(loop.nanos())).isEmpty();
  }

  private ConnectionTrack open(CapturedConnection connection) {
    return identity.open(connection, loop, told::add);
  }
}
