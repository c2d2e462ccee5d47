// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.HERE;
import static dev.sallyport.node.identity.Given.SECOND;
import static dev.sallyport.node.identity.Given.THERE;
import static dev.sallyport.node.identity.Given.deployment;
import static dev.sallyport.node.identity.Given.fact;
import static dev.sallyport.node.identity.Given.facts;
import static dev.sallyport.node.identity.Given.ip;
import static dev.sallyport.node.identity.Given.node;
import static dev.sallyport.node.identity.Given.pod;
import static dev.sallyport.node.identity.Given.service;
import static dev.sallyport.node.identity.Given.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Inventory;
import dev.sallyport.model.Unidentified.Why;
import dev.sallyport.model.Workload;
import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.kube.PodIdentity.Phase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityLedgerTest {
  private static final String IP = "10.1.0.7";
  private final IdentityCounters counters = new IdentityCounters();
  private final IdentityLedger ledger =
      new IdentityLedger(HERE, IdentityLimits.defaults(), counters);

  @Test
  void addressNamesThePodThatHeldItThen() {
    ledger.podSeen(pod("a", "cart", IP), 0);
    assertThat(at(10)).isEqualTo(workload("cart"));
  }

  @Test
  void addressNamesNobodyBeforeAndAfter() {
    ledger.podSeen(pod("a", "cart", IP), 10 * SECOND);
    ledger.podGone("a", 20 * SECOND);
    assertThat(at(5)).isEqualTo(nobody());
    assertThat(at(15)).isEqualTo(workload("cart"));
    assertThat(at(23)).isEqualTo(nobody());
  }

  @Test
  void successorIsNamedOnceTheChangeIsLongAgo() {
    ledger.podSeen(pod("a", "cart", IP), 0);
    ledger.podGone("a", 20 * SECOND);
    ledger.podSeen(pod("b", "mail", IP), 20 * SECOND);
    assertThat(at(17)).isEqualTo(workload("cart"));
    assertThat(at(19)).isEqualTo(ambiguous());
    assertThat(at(21)).isEqualTo(ambiguous());
    assertThat(at(23)).isEqualTo(workload("mail"));
  }

  @Test
  void twoLiveClaimantsAreNeverGuessed() {
    ledger.apply(
        facts(
            List.of(
                fact("a", "cart", THERE, Captured.NO, IP),
                fact("b", "mail", THERE, Captured.NO, IP)),
            List.of(),
            List.of()),
        0);
    assertThat(at(30)).isEqualTo(ambiguous());
  }

  @Test
  void terminalPodHoldsNothing() {
    ledger.podSeen(pod("a", "report", Phase.SUCCEEDED, true, IP), 0);
    ledger.podSeen(pod("b", "mail", IP), 0);
    assertThat(at(30)).isEqualTo(workload("mail"));
  }

  @Test
  void lateNewsBringsNoPodBack() {
    ledger.podSeen(pod("a", "cart", IP), 0);
    ledger.podGone("a", SECOND);
    ledger.podSeen(pod("a", "cart", IP), 2 * SECOND);
    ledger.apply(
        facts(List.of(fact("a", "cart", HERE, Captured.YES, IP)), List.of(), List.of()),
        3 * SECOND);
    assertThat(at(30)).isEqualTo(nobody());
    assertThat(counters.of(Count.LATE_NEWS)).isPositive();
  }

  @Test
  void podIsEndedByUidNeverByAddress() {
    ledger.podSeen(pod("b", "mail", IP), 0);
    ledger.podSeen(pod("a", "cart", IP), 0);
    ledger.podGone("a", SECOND);
    assertThat(at(30)).isEqualTo(workload("mail"));
  }

  @Test
  void sandboxOutranksStaleNewsOfTheApi() {
    ledger.podSeen(pod("a", "cart", IP), 0);
    ledger.podSeen(pod("b", "mail"), 0);
    ledger.sandboxStarted("b", 1, Set.of(ip(IP)), 10 * SECOND);
    assertThat(at(10)).isEqualTo(ambiguous());
    assertThat(at(11)).isEqualTo(workload("mail"));
  }

  @Test
  void endedSandboxSilencesTheApi() {
    ledger.podSeen(pod("a", "cart", IP), 0);
    ledger.sandboxStarted("a", 1, Set.of(ip(IP)), 0);
    ledger.sandboxEnded("a", 1, 10 * SECOND);
    ledger.podSeen(pod("a", "cart", IP), 11 * SECOND);
    assertThat(at(20)).isEqualTo(nobody());
  }

  @Test
  void endOfAReplacedSandboxChangesNothing() {
    ledger.podSeen(pod("a", "cart", IP), 0);
    ledger.sandboxStarted("a", 1, Set.of(ip(IP)), 0);
    ledger.sandboxStarted("a", 2, Set.of(ip("10.1.0.8")), 10 * SECOND);
    ledger.sandboxEnded("a", 1, 11 * SECOND);
    assertThat(held("10.1.0.8", 20)).isEqualTo(workload("cart"));
    assertThat(at(20)).isEqualTo(nobody());
  }

  @Test
  void hostNetworkPodIsTheNode() {
    ledger.apply(
        facts(
            List.of(
                new ClusterFacts.PodFact(
                    "p",
                    deployment("proxy"),
                    List.of(ip("192.168.0.2")),
                    THERE,
                    true,
                    false,
                    Captured.NO)),
            List.of(),
            List.of(node(THERE, "192.168.0.2"))),
        0);
    assertThat(held("192.168.0.2", 30)).isEqualTo(new Held.ByNode(THERE));
  }

  @Test
  void serviceIsTheOneWorkloadBehindItElseItself() {
    ledger.apply(
        facts(
            List.of(),
            List.of(
                service("cart", "10.96.0.10", List.of("cart"), List.of()),
                service("both", "10.96.0.11", List.of("cart", "mail"), List.of()),
                service("none", "10.96.0.12", List.of(), List.of())),
            List.of()),
        0);
    assertThat(held("10.96.0.10", 30)).isEqualTo(workloadBehind(deployment("cart")));
    assertThat(held("10.96.0.11", 30))
        .isEqualTo(workloadBehind(Workload.of("shop", "Service", "both")));
    assertThat(held("10.96.0.12", 30))
        .isEqualTo(workloadBehind(Workload.of("shop", "Service", "none")));
  }

  @Test
  void serviceWhosePodsAreGoneForAMomentKeepsItsName() {
    var full = service("cart", "10.96.0.10", List.of("cart"), List.of());
    var empty = service("cart", "10.96.0.10", List.of(), List.of());
    ledger.apply(facts(List.of(), List.of(full), List.of()), 0);
    ledger.apply(facts(List.of(), List.of(empty), List.of()), 10 * SECOND);
    ledger.apply(facts(List.of(), List.of(empty), List.of()), 20 * SECOND);
    assertThat(held("10.96.0.10", 30)).isEqualTo(workloadBehind(deployment("cart")));
  }

  @Test
  void bridgeOfThisMachineIsThisMachine() {
    ledger.apply(facts(List.of(), List.of(), List.of()), 0);
    ledger.hostAddresses(Set.of(ip("10.1.0.254")));
    assertThat(held("10.1.0.254", 30)).isEqualTo(new Held.ByNode(HERE));
  }

  @Test
  void addressOfAnotherServiceIsContestedForAWhile() {
    var first = service("cart", "10.96.0.10", List.of("cart"), List.of());
    var second = service("mail", "10.96.0.10", List.of("mail"), List.of());
    ledger.apply(facts(List.of(), List.of(first), List.of()), 0);
    ledger.apply(facts(List.of(), List.of(second), List.of()), 10 * SECOND);
    assertThat(held("10.96.0.10", 11)).isEqualTo(ambiguous());
    assertThat(held("10.96.0.10", 13)).isEqualTo(workloadBehind(deployment("mail")));
  }

  @Test
  void theApiIsTheControlPlane() {
    ledger.apply(facts(List.of(), List.of(), List.of()), 0);
    assertThat(held("10.96.0.1", 30)).isEqualTo(new Held.ByControlPlane());
  }

  @Test
  void machineThatServesTheApiIsTheControlPlaneAtItsPortOnly() {
    ledger.apply(
        new ClusterFacts(
            List.of(),
            List.of(),
            List.of(node(THERE, "192.168.0.2")),
            List.of(),
            Set.of(ip("192.168.0.2"))),
        0);
    assertThat(ledger.held(socket("192.168.0.2", 6443), 0, 0)).isEqualTo(new Held.ByControlPlane());
    assertThat(ledger.held(socket("192.168.0.2", 10250), 0, 0)).isEqualTo(new Held.ByNode(THERE));
  }

  @Test
  void addressesInTheRangesAreUnknownAndOthersOutside() {
    ledger.apply(facts(List.of(), List.of(), List.of()), 0);
    assertThat(held("10.9.9.9", 30)).isEqualTo(nobody());
    assertThat(held("fd00::9", 30)).isEqualTo(nobody());
    assertThat(held("192.168.7.7", 30)).isEqualTo(new Held.Outside(false));
    assertThat(held("2001:db8::1", 30)).isEqualTo(new Held.Outside(true));
  }

  @Test
  void withoutRangesTheyAreEstimatedFromWhatIsInUse() {
    ledger.apply(
        new ClusterFacts(
            List.of(fact("a", "cart", THERE, Captured.NO, IP)),
            List.of(),
            List.of(),
            List.of(),
            Set.of()),
        0);
    assertThat(held("10.1.200.1", 30)).isEqualTo(nobody());
    assertThat(held("10.2.0.1", 30)).isEqualTo(new Held.Outside(false));
  }

  @Test
  void knowingNothingPrivateAddressesMayBeOfTheCluster() {
    assertThat(held("10.2.0.1", 30)).isEqualTo(nobody());
    assertThat(held("93.184.216.34", 30)).isEqualTo(new Held.Outside(true));
  }

  @Test
  void staleInventoryNamesNoPodOfAnotherNode() {
    ledger.apply(
        facts(List.of(fact("a", "cart", THERE, Captured.NO, IP)), List.of(), List.of()), 0);
    ledger.podSeen(pod("b", "mail", "10.1.0.8"), 0);
    ledger.linkLost(10 * SECOND);
    assertThat(ledger.held(ip(IP), 60 * SECOND, 60 * SECOND)).isEqualTo(workload("cart"));
    assertThat(ledger.held(ip(IP), 80 * SECOND, 80 * SECOND)).isEqualTo(ambiguous());
    assertThat(ledger.held(ip("10.1.0.8"), 80 * SECOND, 80 * SECOND)).isEqualTo(workload("mail"));
    ledger.linkFound();
    assertThat(ledger.held(ip(IP), 80 * SECOND, 80 * SECOND)).isEqualTo(workload("cart"));
  }

  @Test
  void listOfAllPodsEndsTheOthers() {
    ledger.podsListed(List.of(pod("a", "cart", IP)), 0);
    ledger.podsListed(List.of(pod("b", "mail", "10.1.0.8")), 10 * SECOND);
    assertThat(at(30)).isEqualTo(nobody());
    assertThat(held("10.1.0.8", 30)).isEqualTo(workload("mail"));
  }

  @Test
  void ownerMayBecomeKnownAfterThePodEnded() {
    ledger.podSeen(pod("a", "report-123", Phase.RUNNING, false, IP), 0);
    ledger.podGone("a", SECOND);
    ledger.ownerFound(pod("a", "report", IP));
    assertThat(ledger.pod("a")).map(Holder::workload).contains(deployment("report"));
    assertThat(at(30)).isEqualTo(nobody());
  }

  @Test
  void endedClaimsAreForgottenInTime() {
    ledger.podSeen(pod("a", "cart", IP), 0);
    ledger.podGone("a", 10 * SECOND);
    ledger.prune(100 * SECOND);
    assertThat(at(5)).isEqualTo(workload("cart"));
    ledger.prune(200 * SECOND);
    assertThat(at(5)).isEqualTo(nobody());
    assertThat(ledger.pod("a")).isEmpty();
  }

  @Test
  void tooManyClaimsMakeTheirTimeAmbiguousNotWrong() {
    for (int i = 0; i < 200; i++) {
      ledger.podSeen(pod("p" + i, "w" + i, IP), i * SECOND / 2);
      ledger.podGone("p" + i, (i * SECOND + SECOND / 2) / 2);
    }
    for (int i = 0; i < 200; i++) {
      long then = i * SECOND / 2 + SECOND / 8;
      if (ledger.held(ip(IP), then, then) instanceof Held.ByPod(Holder holder)) {
        assertThat(holder.podUid()).isEqualTo("p" + i);
      }
    }
    assertThat(counters.of(Count.CLAIMS_FULL)).isPositive();
  }

  @Test
  void inventoryOfTheModelIsRead() {
    Workload cart = deployment("cart");
    ledger.apply(
        new Inventory(
            1,
            List.of(
                new Inventory.PodInterval(
                    "a",
                    "cart-1",
                    THERE,
                    Set.of(ip(IP)),
                    false,
                    cart,
                    java.time.Instant.EPOCH,
                    null,
                    true),
                new Inventory.PodInterval(
                    "z",
                    "cart-0",
                    THERE,
                    Set.of(ip(IP)),
                    false,
                    deployment("old"),
                    java.time.Instant.EPOCH,
                    java.time.Instant.EPOCH,
                    true)),
            List.of(
                new Inventory.ClusterService(
                    "shop",
                    "cart",
                    Set.of(ip("10.96.0.10")),
                    List.of(),
                    Set.of(),
                    Set.of(cart),
                    "")),
            List.of(new Inventory.Machine(THERE, Set.of(ip("192.168.0.2")), List.of("nonsense"))),
            Inventory.ClusterRanges.EMPTY),
        0);
    assertThat(at(30)).isEqualTo(new Held.ByPod(new Holder("a", cart, true, THERE, Captured.YES)));
    assertThat(held("10.96.0.10", 30)).isEqualTo(new Held.ByService(cart, Captured.YES));
    assertThat(ledger.nodesToAsk(ip(IP), 30 * SECOND, 30 * SECOND))
        .containsExactly(ip("192.168.0.2"));
  }

  private Held at(int second) {
    return held(IP, second);
  }

  private Held held(String ip, int second) {
    return ledger.held(ip(ip), second * SECOND, second * SECOND);
  }

  private Held workload(String name) {
    String uid = name.equals("cart") ? "a" : "b";
    return new Held.ByPod(ledger.pod(uid).orElseThrow());
  }

  private static Held workloadBehind(Workload workload) {
    return new Held.ByService(workload, Captured.NO);
  }

  private static Held nobody() {
    return new Held.Nobody(Why.CLUSTER_ADDRESS_UNKNOWN);
  }

  private static Held ambiguous() {
    return new Held.Nobody(Why.ADDRESS_AMBIGUOUS);
  }
}
