// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.HERE;
import static dev.sallyport.node.identity.Given.MILLI;
import static dev.sallyport.node.identity.Given.SECOND;
import static dev.sallyport.node.identity.Given.THERE;
import static dev.sallyport.node.identity.Given.deployment;
import static dev.sallyport.node.identity.Given.fact;
import static dev.sallyport.node.identity.Given.facts;
import static dev.sallyport.node.identity.Given.inbound;
import static dev.sallyport.node.identity.Given.ip;
import static dev.sallyport.node.identity.Given.node;
import static dev.sallyport.node.identity.Given.outbound;
import static dev.sallyport.node.identity.Given.pod;
import static dev.sallyport.node.identity.Given.service;
import static dev.sallyport.node.identity.Given.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Unidentified.Why;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.identity.Identification.NameAgreement;
import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.NameEvidence.Answered;
import dev.sallyport.node.identity.kube.PodIdentity.Phase;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionIdentityTest {
  private static final IdentityLimits LIMITS = IdentityLimits.defaults();
  private static final String CART = "10.1.0.1";
  private static final String MAIL = "10.1.0.2";
  private static final String FAR = "10.2.0.1";
  private static final String CART_SERVICE = "10.96.0.10";

  private final FakeLoop loop = new FakeLoop(100 * SECOND);
  private final IdentityCounters counters = new IdentityCounters();
  private final IdentityLedger ledger =
      new IdentityLedger(HERE, IdentityLimits.defaults(), counters);
  private final NameEvidence names = new NameEvidence(IdentityLimits.defaults(), counters);
  private final ScriptedPeers peers = new ScriptedPeers();
  private final ConnectionIdentity identity =
      new ConnectionIdentity(ledger, names, peers, IdentityLimits.defaults(), counters);
  private final List<Identification> told = new ArrayList<>();

  private final IdentityLedger empty = new IdentityLedger(HERE, LIMITS, counters);

  ConnectionIdentityTest() {
    ledger.podSeen(pod("cart", "cart", CART), 0);
    ledger.podSeen(pod("mail", "mail", MAIL), 0);
    ledger.captured("cart", Captured.YES);
    ledger.captured("mail", Captured.YES);
    ledger.apply(
        facts(
            List.of(
                fact("cart", "cart", HERE, Captured.YES, CART),
                fact("far", "far", THERE, Captured.YES, FAR),
                fact("bare", "bare", THERE, Captured.NO, "10.2.0.2")),
            List.of(
                service("cart", CART_SERVICE, List.of("cart"), List.of("cart")),
                service("bare", "10.96.0.11", List.of("bare"), List.of("bare")),
                service("mixed", "10.96.0.12", List.of("cart", "bare"), List.of("cart", "bare"))),
            List.of(node(HERE, "192.168.0.1"), node(THERE, "192.168.0.2"))),
        0);
  }

  @Test
  void socketOfThisNodeProvesTheSourceAtOnce() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, CART, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(CART, 8080));
    open(inbound("cart", MAIL, 40_000, CART, now()));
    assertThat(told).hasSize(2);
    assertThat(told.get(0).role()).isEqualTo(Role.VOUCH_ONLY);
    assertThat(told.get(1))
        .isEqualTo(
            new Identification(
                new Attribution(deployment("mail"), Proof.SAME_NODE_SOCKET),
                new Attribution(deployment("cart"), Proof.NAMESPACE),
                Role.INSPECT,
                NameAgreement.NOT_NAMED));
  }

  @Test
  void socketThatIsRegisteredALittleLaterStillProves() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, CART, now()));
    open(inbound("cart", MAIL, 40_000, CART, now()));
    loop.pass(15 * MILLI);
    client.upstreamConnected(socket(MAIL, 40_000), socket(CART, 8080));
    loop.pass(100 * MILLI);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).source().proof()).isEqualTo(Proof.SAME_NODE_SOCKET);
  }

  @Test
  void clientLeavesTheCapturedTargetToTheOtherSideOnlyWhenAsked() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, FAR, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(FAR, 8080));
    assertThat(client.wantsBytes()).isFalse();
    loop.pass(300 * MILLI);
    assertThat(told).isEmpty();
    var answer = identity.answer(question(MAIL, 40_000, FAR), now());
    assertThat(answer).isEqualTo(new Peers.Answer.Vouched("mail", deployment("mail"), false));
    assertThat(only().role()).isEqualTo(Role.VOUCH_ONLY);
  }

  @Test
  void clientReportsTheConnectionWhenNobodyAsks() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, FAR, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(FAR, 8080));
    loop.pass(4 * SECOND);
    assertThat(only().role()).isEqualTo(Role.REPORT_RAW);
    assertThat(only().target()).isEqualTo(new Attribution(deployment("far"), Proof.ADDRESS_LEDGER));
    assertThat(counters.of(Count.OTHER_SIDE_SILENT)).isEqualTo(1);
    var late = identity.answer(question(MAIL, 40_000, FAR), now());
    assertThat(late).isEqualTo(new Peers.Answer.Vouched("mail", deployment("mail"), true));
  }

  @Test
  void connectionThatEndsBeforeTheQuestionIsStillLeft() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, FAR, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(FAR, 8080));
    client.closed();
    loop.pass(300 * MILLI);
    assertThat(told).isEmpty();
    identity.answer(question(MAIL, 40_000, FAR), now());
    assertThat(only().role()).isEqualTo(Role.VOUCH_ONLY);
  }

  @Test
  void refusedConnectionIsReportedByTheClient() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, FAR, now()));
    client.closed();
    loop.pass(3 * SECOND);
    assertThat(only().role()).isEqualTo(Role.REPORT_RAW);
  }

  @Test
  void serverDoesNotCountWhatTheClientCounts() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, "10.96.0.11", now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket("10.96.0.11", 80));
    open(inbound("cart", MAIL, 40_000, CART, now()));
    loop.pass(3 * SECOND);
    assertThat(told)
        .extracting(Identification::role)
        .containsExactlyInAnyOrder(Role.INSPECT, Role.VOUCH_ONLY);
    assertThat(counters.of(Count.COUNTED_BY_OTHER_SIDE)).isEqualTo(1);
  }

  @Test
  void serviceWithCapturedPodsIsLeftToThem() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, CART_SERVICE, now()));
    assertThat(client.wantsBytes()).isFalse();
    client.upstreamConnected(socket(MAIL, 40_000), socket(CART_SERVICE, 80));
    open(inbound("cart", MAIL, 40_000, CART, now()));
    assertThat(told)
        .extracting(Identification::role)
        .containsExactly(Role.VOUCH_ONLY, Role.INSPECT);
  }

  @Test
  void serviceWithoutCapturedPodsIsInspectedAtOnce() {
    open(outbound("mail", MAIL, 40_000, "10.96.0.11", now()));
    assertThat(only().role()).isEqualTo(Role.INSPECT);
    assertThat(only().target())
        .isEqualTo(new Attribution(deployment("bare"), Proof.ADDRESS_LEDGER));
  }

  @Test
  void mixedServiceWaitsForAQuestionAndThenInspects() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, "10.96.0.12", now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket("10.96.0.12", 80));
    assertThat(client.wantsBytes()).isTrue();
    loop.pass(900 * MILLI);
    assertThat(told).isEmpty();
    loop.pass(400 * MILLI);
    assertThat(only().role()).isEqualTo(Role.INSPECT);
    assertThat(only().target().party()).isEqualTo(Workload.of("shop", "Service", "mixed"));
  }

  @Test
  void mixedServiceIsLeftWhenAsked() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, "10.96.0.12", now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket("10.96.0.12", 80));
    identity.answer(question(MAIL, 40_000, CART), now());
    assertThat(only().role()).isEqualTo(Role.VOUCH_ONLY);
  }

  @Test
  void withoutPeersACapturedTargetIsLeftOnItsWord() {
    peers.able = false;
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, FAR, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(FAR, 8080));
    assertThat(only().role()).isEqualTo(Role.VOUCH_ONLY);
    assertThat(counters.of(Count.LEFT_UNPROVEN)).isEqualTo(1);
  }

  @Test
  void withoutPeersAnUnknownAddressIsInspected() {
    peers.able = false;
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, "10.7.7.7", now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket("10.7.7.7", 80));
    loop.pass(3 * SECOND);
    assertThat(only().role()).isEqualTo(Role.INSPECT);
    assertThat(only().target().party()).isEqualTo(new Unidentified(Why.CLUSTER_ADDRESS_UNKNOWN));
  }

  @Test
  void hostingNodeVouchesForTheSource() {
    peers.answer = new Peers.Answer.Vouched("far", deployment("far"), false);
    open(inbound("cart", FAR, 40_000, CART, now()));
    assertThat(peers.asked).containsExactly(List.of(ip("192.168.0.2")));
    assertThat(only().source()).isEqualTo(new Attribution(deployment("far"), Proof.PEER_VOUCH));
    assertThat(only().role()).isEqualTo(Role.INSPECT);
  }

  @Test
  void silentNodeLeavesItToTheLedger() {
    open(inbound("cart", FAR, 40_000, CART, now()));
    loop.pass(SECOND);
    assertThat(told).isEmpty();
    loop.pass(2 * SECOND);
    assertThat(only().source()).isEqualTo(new Attribution(deployment("far"), Proof.ADDRESS_LEDGER));
  }

  @Test
  void silenceOfANodeThatAnsweredLatelyIsNotFilledWithAGuess() {
    peers.heard = true;
    open(inbound("cart", FAR, 40_000, CART, now()));
    loop.pass(3 * SECOND);
    assertThat(only().source().party()).isEqualTo(new Unidentified(Why.ADDRESS_AMBIGUOUS));
  }

  @Test
  void aNodeThatAnsweredLatelyIsAskedOnceMoreBeforeItsSilenceCounts() {
    peers.heard = true;
    peers.silences = 2;
    peers.answer = new Peers.Answer.Vouched("far", deployment("far"), false);
    open(inbound("cart", FAR, 40_000, CART, now()));
    loop.pass(3 * SECOND);
    assertThat(only().source()).isEqualTo(new Attribution(deployment("far"), Proof.PEER_VOUCH));
  }

  @Test
  void whatTheOtherProgramOfThisNodeSaysDoesNotMakeASilentNodeOneThatAnswers() {
    peers.neighbour = Optional.of(ip("127.0.0.1"));
    peers.heardOf = ip("127.0.0.1");
    open(inbound("cart", FAR, 40_000, CART, now()));
    loop.pass(3 * SECOND);
    assertThat(peers.asked.getFirst()).containsExactly(ip("127.0.0.1"), ip("192.168.0.2"));
    assertThat(only().source()).isEqualTo(new Attribution(deployment("far"), Proof.ADDRESS_LEDGER));
  }

  @Test
  void denialByTheHostingNodeOutweighsTheLedger() {
    peers.answer = new Peers.Answer.Denied();
    open(inbound("cart", FAR, 40_000, CART, now()));
    loop.pass(3 * SECOND);
    assertThat(only().source())
        .isEqualTo(new Attribution(new Unidentified(Why.ADDRESS_AMBIGUOUS), Proof.UNKNOWN));
    assertThat(counters.of(Count.LEDGER_CONTRADICTED)).isEqualTo(1);
  }

  @Test
  void hostingNodeNamesTheHolderOfAnAddressThatItDoesNotCapture() {
    peers.answer = new Peers.Answer.Holder("bare", deployment("bare"));
    open(inbound("cart", "10.2.0.2", 40_000, CART, now()));
    loop.pass(3 * SECOND);
    assertThat(only().source())
        .isEqualTo(new Attribution(deployment("bare"), Proof.ADDRESS_LEDGER));
  }

  @Test
  void holderIsNamedOnlyOnceNewsCannotBeLate() {
    ledger.podSeen(pod("plain", "plain", "10.1.0.9"), 0);
    var question = question("10.1.0.9", 5_000, FAR);
    assertThat(identity.answer(question, now())).isEqualTo(new Peers.Answer.Denied());
    loop.pass(2 * SECOND);
    assertThat(identity.answer(question, now()))
        .isEqualTo(new Peers.Answer.Holder("plain", deployment("plain")));
  }

  @Test
  void socketAnswersForOneConnectionOnly() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, FAR, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(FAR, 8080));
    var first = question(MAIL, 40_000, FAR);
    assertThat(identity.answer(first, now())).isInstanceOf(Peers.Answer.Vouched.class);
    assertThat(identity.answer(first, now())).isInstanceOf(Peers.Answer.Vouched.class);
    assertThat(identity.answer(question(MAIL, 40_000, FAR), now()))
        .isEqualTo(new Peers.Answer.Denied());
  }

  @Test
  void socketDoesNotAnswerForAnotherTarget() {
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, FAR, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(FAR, 8080));
    assertThat(identity.answer(question(MAIL, 40_000, "10.2.0.2"), now()))
        .isEqualTo(new Peers.Answer.Denied());
  }

  @Test
  void socketOfAnEndedSandboxDoesNotAnswerForLaterConnections() {
    ledger.sandboxStarted("mail", Given.sandbox("mail").netnsInode(), List.of(ip(MAIL)), now());
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, FAR, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(FAR, 8080));
    identity.sandboxEnded(Given.sandbox("mail"), now());
    loop.pass(3 * SECOND);
    assertThat(identity.answer(question(MAIL, 40_000, FAR), now()))
        .isEqualTo(new Peers.Answer.Denied());
  }

  @Test
  void aConnectionThatIsAskedAboutInDoubtIsNotCountedByBothSides() {
    ledger.sandboxStarted("mail", Given.sandbox("mail").netnsInode(), List.of(ip(MAIL)), now());
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, FAR, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(FAR, 8080));
    identity.sandboxEnded(Given.sandbox("mail"), now());
    loop.pass(300 * MILLI);
    assertThat(identity.answer(question(MAIL, 40_000, FAR), now()))
        .isEqualTo(new Peers.Answer.Denied());
    loop.pass(4 * SECOND);
    assertThat(only().role()).isEqualTo(Role.VOUCH_ONLY);
    assertThat(counters.of(Count.LEFT_UNPROVEN)).isEqualTo(1);
  }

  @Test
  void knownKindsOfSourcesAreNamedAtOnce() {
    check("192.168.0.2", new ClusterNode(THERE), Proof.ADDRESS_LEDGER);
    check("10.96.0.1", new ControlPlane(), Proof.ADDRESS_LEDGER);
    check("203.0.113.9", new OutsideClient(), Proof.UNKNOWN);
  }

  @Test
  void aPrivateSourceThatNobodyHoldsIsOutsideOnceNoNewsOfItCame() {
    open(inbound("cart", "172.16.5.9", 40_000, CART, now()));
    loop.pass(SECOND);
    assertThat(told).isEmpty();
    loop.pass(2 * SECOND);
    assertThat(only().source().party()).isEqualTo(new OutsideClient());
    open(inbound("cart", "172.16.5.10", 40_000, CART, now()));
    assertThat(told).as("its neighbours are told at once").hasSize(2);
  }

  @Test
  void aPodOfARangeThatNobodyToldYetIsNoClientFromOutside() {
    open(inbound("cart", "172.16.5.9", 40_000, CART, now()));
    loop.pass(500 * MILLI);
    ledger.apply(
        facts(
            List.of(fact("late", "late", THERE, Captured.NO, "172.16.5.9")),
            List.of(),
            List.of(node(HERE, "192.168.0.1"), node(THERE, "192.168.0.2"))),
        now());
    loop.pass(3 * SECOND);
    assertThat(only().source())
        .isEqualTo(new Attribution(deployment("late"), Proof.ADDRESS_LEDGER));
  }

  @Test
  void anEndWithoutANameIsNamedOnceTheClusterIsKnown() {
    ConnectionIdentity young = new ConnectionIdentity(empty, names, peers, LIMITS, counters);
    empty.podSeen(pod("cart", "cart", CART), 0);
    ConnectionTrack track = young.open(inbound("cart", FAR, 40_000, CART, now()), loop, told::add);
    loop.pass(12 * SECOND);
    assertThat(only().source().party()).isEqualTo(new Unidentified(Why.CLUSTER_ADDRESS_UNKNOWN));
    assertThat(track.better(now())).isEmpty();
    empty.apply(cluster(true), now());
    Identification better = track.better(now()).orElseThrow();
    assertThat(better.source()).isEqualTo(new Attribution(deployment("far"), Proof.ADDRESS_LEDGER));
    assertThat(better.target()).isEqualTo(only().target());
    assertThat(track.better(now())).as("told once").isEmpty();
  }

  @Test
  void anEndWithoutANameStaysSoWhenItsHolderCameLater() {
    ConnectionIdentity young = new ConnectionIdentity(empty, names, peers, LIMITS, counters);
    empty.podSeen(pod("cart", "cart", CART), 0);
    ConnectionTrack track = young.open(inbound("cart", FAR, 40_000, CART, now()), loop, told::add);
    loop.pass(12 * SECOND);
    empty.apply(cluster(false), now());
    assertThat(track.better(now())).isEmpty();
  }

  @Test
  void unknownSourceWaitsForNewsAndIsThenUnidentified() {
    open(inbound("cart", "10.9.9.9", 40_000, CART, now()));
    loop.pass(SECOND);
    assertThat(told).isEmpty();
    loop.pass(2 * SECOND);
    assertThat(only().source().party()).isEqualTo(new Unidentified(Why.CLUSTER_ADDRESS_UNKNOWN));
  }

  @Test
  void afterAStartTheFirstInventoryIsWaitedFor() {
    IdentityLedger fresh = new IdentityLedger(HERE, IdentityLimits.defaults(), counters);
    fresh.podSeen(pod("cart", "cart", CART), 0);
    ConnectionIdentity starting =
        new ConnectionIdentity(fresh, names, Peers.NONE, IdentityLimits.defaults(), counters);
    starting.open(inbound("cart", FAR, 40_000, CART, now()), loop, told::add);
    loop.pass(5 * SECOND);
    assertThat(told).isEmpty();
    fresh.apply(
        facts(
            List.of(
                new ClusterFacts.PodFact(
                    "far",
                    deployment("far"),
                    List.of(ip(FAR)),
                    THERE,
                    false,
                    false,
                    Captured.NO,
                    true)),
            List.of(),
            List.of()),
        now());
    loop.pass(SECOND);
    assertThat(only().source().party()).isEqualTo(deployment("far"));
  }

  @Test
  void newsThatComesInTimeNamesAnUnknownSource() {
    peers.able = false;
    open(inbound("cart", "10.9.9.9", 40_000, CART, now()));
    loop.pass(SECOND);
    ledger.podSeen(pod("new", "new", "10.9.9.9"), now());
    loop.pass(2 * SECOND);
    assertThat(only().source().party()).isEqualTo(deployment("new"));
  }

  @Test
  void podThatTheApiHasNotNamedYetIsWaitedFor() {
    open(inbound("fresh", "203.0.113.9", 40_000, "10.1.0.50", now()));
    loop.pass(3 * SECOND);
    assertThat(told).isEmpty();
    ledger.podSeen(pod("fresh", "fresh", "10.1.0.50"), now());
    loop.pass(SECOND);
    assertThat(only().target()).isEqualTo(new Attribution(deployment("fresh"), Proof.NAMESPACE));
  }

  @Test
  void podThatTheApiNeverNamesStaysUnidentified() {
    open(inbound("fresh", "203.0.113.9", 40_000, "10.1.0.50", now()));
    loop.pass(11 * SECOND);
    assertThat(only().target().party()).isInstanceOf(Unidentified.class);
    assertThat(counters.of(Count.POD_NOT_NAMED)).isEqualTo(1);
  }

  @Test
  void provisionalOwnerIsUsedAfterAWaitOnly() {
    ledger.podSeen(pod("run", "report-29012345", Phase.RUNNING, false, "10.1.0.60"), now());
    open(inbound("run", "203.0.113.9", 40_000, "10.1.0.60", now()));
    loop.pass(SECOND);
    assertThat(told).isEmpty();
    loop.pass(2 * SECOND);
    assertThat(only().target().party()).isEqualTo(deployment("report-29012345"));
    assertThat(counters.of(Count.OWNER_PROVISIONAL)).isEqualTo(1);
  }

  @Test
  void topOwnerIsUsedWhenItComesInTime() {
    ledger.podSeen(pod("run", "report-29012345", Phase.RUNNING, false, "10.1.0.60"), now());
    open(inbound("run", "203.0.113.9", 40_000, "10.1.0.60", now()));
    loop.pass(SECOND);
    ledger.ownerFound(pod("run", "report", "10.1.0.60"));
    loop.pass(SECOND);
    assertThat(only().target().party()).isEqualTo(deployment("report"));
  }

  @Test
  void serverNameOutranksDns() {
    names.answered("mail", "cdn.example", List.of(new Answered(ip("203.0.113.9"), 60)), now());
    ConnectionTrack track = open(outbound("mail", MAIL, 40_000, "203.0.113.9", now()));
    assertThat(told).isEmpty();
    track.nameSeen(NameSource.TLS_SERVER_NAME, "API.Example.");
    assertThat(only().target())
        .isEqualTo(new Attribution(new ExternalHost("api.example", true), Proof.NAME_EVIDENCE));
    assertThat(only().agreement()).isEqualTo(NameAgreement.DIFFERS);
  }

  @Test
  void agreementOfNameAndDnsIsNoted() {
    names.answered("mail", "api.example.", List.of(new Answered(ip("203.0.113.9"), 60)), now());
    ConnectionTrack track = open(outbound("mail", MAIL, 40_000, "203.0.113.9", now()));
    track.nameSeen(NameSource.HTTP_AUTHORITY, "api.example:8443");
    assertThat(only().agreement()).isEqualTo(NameAgreement.AGREES);
  }

  @Test
  void dnsNamesWhatNothingElseDoes() {
    names.answered("mail", "db.example", List.of(new Answered(ip("203.0.113.9"), 60)), now());
    open(outbound("mail", MAIL, 40_000, "203.0.113.9", now())).noMoreNames();
    assertThat(only().target().party()).isEqualTo(new ExternalHost("db.example", true));
    assertThat(only().agreement()).isEqualTo(NameAgreement.DNS_ONLY);
  }

  @Test
  void withoutEvidenceTheAddressIsTheName() {
    ConnectionTrack track = open(outbound("mail", MAIL, 40_000, "203.0.113.9", now()));
    track.nameSeen(NameSource.HTTP_AUTHORITY, "203.0.113.9:80");
    assertThat(only().target())
        .isEqualTo(new Attribution(new ExternalHost("203.0.113.9", false), Proof.UNKNOWN));
  }

  @Test
  void silentConnectionIsNamedAfterAWhile() {
    open(outbound("mail", MAIL, 40_000, "203.0.113.9", now()));
    loop.pass(4 * SECOND);
    assertThat(told).isEmpty();
    loop.pass(2 * SECOND);
    assertThat(told).hasSize(1);
  }

  @Test
  void nothingIsScheduledOnceAllIsTold() {
    ConnectionTrack track = open(outbound("mail", MAIL, 40_000, "203.0.113.9", now()));
    track.noMoreNames();
    loop.pass(SECOND);
    assertThat(loop.waiting()).isZero();
  }

  @Test
  void lookupNamesPodAndResolver() {
    identity.lookup("mail", socket("10.96.0.11", 53), now(), loop, told::add);
    assertThat(only().source()).isEqualTo(new Attribution(deployment("mail"), Proof.NAMESPACE));
    assertThat(only().target().party()).isEqualTo(deployment("bare"));
  }

  @Test
  void adoptedConnectionIsCountedByItsServerOnly() {
    CapturedConnection client = outbound("mail", MAIL, 40_000, CART, now());
    CapturedConnection server = inbound("cart", MAIL, 40_000, CART, now());
    assertThat(identity.adopted(client, now()).role()).isEqualTo(Role.VOUCH_ONLY);
    assertThat(identity.adopted(server, now()).role()).isEqualTo(Role.REPORT_RAW);
    assertThat(identity.adopted(server, now()).source().party()).isEqualTo(deployment("mail"));
  }

  @Test
  void adoptedConnectionOfAnUnknownOwnerSaysSo() {
    CapturedConnection server = inbound("cart", "10.9.9.9", 40_000, CART, now());
    assertThat(identity.adopted(server, now()).source().party())
        .isEqualTo(new Unidentified(Why.OPEN_BEFORE_CAPTURE));
  }

  private void check(String source, Party party, Proof proof) {
    told.clear();
    open(inbound("cart", source, 40_000, CART, now()));
    assertThat(only().source()).isEqualTo(new Attribution(party, proof));
  }

  @Test
  void nothingOfAnEndedConnectionIsKeptForItsSocket() throws Exception {
    WeakReference<Object> kept = inspectedAndEnded();
    long deadline = System.nanoTime() + 30 * SECOND;
    while (kept.get() != null && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(identity.socketsRemembered()).isEqualTo(1);
    assertThat(loop.waiting()).isPositive();
    assertThat(kept.get()).isNull();
  }

  @Test
  void onlySoManyConnectionsWaitForANameAndEachIsToldOnce() {
    int most = LIMITS.waitingMax();
    for (int i = 0; i < 3 * most; i++) {
      ConnectionTrack track = open(outbound("mail", MAIL, 1024 + i, "10.9.0.1", now()));
      track.upstreamConnected(socket(MAIL, 1024 + i), socket("10.9.0.1", 8080));
      track.closed();
    }
    assertThat(told.size()).isEqualTo(2 * most);
    assertThat(told)
        .allSatisfy(
            each -> {
              assertThat(each.role()).isEqualTo(Role.INSPECT);
              assertThat(each.target().party())
                  .isEqualTo(new Unidentified(Why.CLUSTER_ADDRESS_UNKNOWN));
            });
    loop.pass(4 * SECOND);
    assertThat(told.size()).isEqualTo(3 * most);
    assertThat(counters.of(Count.WAITING_FULL)).isPositive();
  }

  @Test
  void acceptedConnectionWaitsForASocketOfThisNodeHoweverManyWait() {
    for (int i = 0; i <= LIMITS.waitingMax(); i++) {
      open(outbound("mail", MAIL, 1024 + i, "10.9.0.1", now()));
    }
    assertThat(told).isEmpty();
    ConnectionTrack client = open(outbound("mail", MAIL, 40_000, CART, now()));
    open(inbound("cart", MAIL, 40_000, CART, now()));
    client.upstreamConnected(socket(MAIL, 40_000), socket(CART, 8080));
    loop.pass(50 * MILLI);
    assertThat(told).extracting(Identification::role).contains(Role.VOUCH_ONLY);
    assertThat(told).extracting(each -> each.source().proof()).contains(Proof.SAME_NODE_SOCKET);
  }

  /** In a method of its own, so that nothing on the stack keeps it. */
  private WeakReference<Object> inspectedAndEnded() {
    List<Identification> here = new ArrayList<>();
    ConnectionTrack track =
        identity.open(outbound("mail", MAIL, 40_000, "8.8.8.8", now()), loop, here::add);
    track.upstreamConnected(socket(MAIL, 40_000), socket("8.8.8.8", 8080));
    track.nameSeen(NameSource.HTTP_AUTHORITY, "dns.example");
    track.closed();
    assertThat(here).hasSize(1);
    return new WeakReference<>(here);
  }

  private ConnectionTrack open(CapturedConnection connection) {
    return identity.open(connection, loop, told::add);
  }

  private Peers.Question question(String source, int port, String target) {
    return new Peers.Question(ClaimId.next(), socket(source, port), socket(target, 8080), now());
  }

  private Identification only() {
    assertThat(told).hasSize(1);
    return told.getFirst();
  }

  private long now() {
    return loop.nanos();
  }

  /** Peers that say what the test says. */
  private static final class ScriptedPeers implements Peers {
    final List<List<InetAddress>> asked = new ArrayList<>();
    boolean able = true;
    boolean heard;
    @Nullable InetAddress heardOf;
    int silences;
    Optional<InetAddress> neighbour = Optional.empty();
    Answer answer = new Answer.Silent();

    @Override
    public Optional<InetAddress> neighbour() {
      return neighbour;
    }

    @Override
    public boolean canAsk() {
      return able;
    }

    @Override
    public void ask(List<InetAddress> nodes, Question question, Loop loop, Consumer<Answer> told) {
      asked.add(nodes);
      told.accept(asked.size() > silences ? answer : new Answer.Silent());
    }

    @Override
    public boolean heardLately(InetAddress node, long nowNanos) {
      return heard || node.equals(heardOf);
    }
  }

  private static ClusterFacts cluster(boolean old) {
    return facts(
        List.of(
            new ClusterFacts.PodFact(
                "far", deployment("far"), List.of(ip(FAR)), THERE, false, false, Captured.NO, old)),
        List.of(),
        List.of(node(HERE, "192.168.0.1"), node(THERE, "192.168.0.2")));
  }
}
