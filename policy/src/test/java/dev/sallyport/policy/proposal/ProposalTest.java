// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import static dev.sallyport.policy.proof.Lines.CATALOG;
import static dev.sallyport.policy.proof.Lines.PAYMENTS;
import static dev.sallyport.policy.proof.Lines.START;
import static dev.sallyport.policy.proof.Lines.STOREFRONT;
import static dev.sallyport.policy.proof.Lines.get;
import static dev.sallyport.policy.proof.Lines.http;
import static dev.sallyport.policy.proof.Lines.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.proof.Lines;
import dev.sallyport.policy.proof.Outcome;
import dev.sallyport.policy.proof.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProposalTest {
  private static final Workload DNS = Lines.workload("Deployment", "coredns");

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsProposedForAnyLedgerCutsNothingOfIt(long seed) {
    List<LedgerLine> ledger = Towns.ledger(seed, 120);
    PolicySet set = PolicySet.compile(policies(propose(ledger)));
    assertThat(set.problems()).isEmpty();
    Simulation simulation = Simulation.of(set, ledger.stream());
    assertThat(simulation.impacts()).isEmpty();
    assertThat(simulation.answer()).isEqualTo(Simulation.Answer.CUTS_NOTHING);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void networkPoliciesForAnyLedgerDenyNoEdgeOfIt(long seed) {
    Translation translation =
        Translation.of(
            Target.NETWORK_POLICY, baselines(Towns.ledger(seed, 120)), List.of(declaredCatalog()));
    assertThat(translation.denied()).isEmpty();
    assertThat(translation.manifests()).isNotEmpty();
  }

  @Test
  void theCheckOfNetworkPoliciesFindsWhatTheyCut() {
    Cast cast = new Cast(baselines(shop()), List.of());
    List<Manifest> manifests = new ArrayList<>(new NetworkPolicies(cast).all().manifests());
    manifests.add(
        new Manifest(
            Map.of(
                "apiVersion",
                "policy.networking.k8s.io/v1alpha1",
                "kind",
                "AdminNetworkPolicy",
                "metadata",
                Map.of("name", "no-web"),
                "spec",
                Map.of(
                    "priority", 1,
                    "subject", Map.of("namespaces", Map.of()),
                    "ingress",
                        List.of(
                            Map.of(
                                "action",
                                "Deny",
                                "from",
                                List.of(Map.of("namespaces", Map.of())))))),
            List.of()));
    assertThat(NetworkCheck.denied(cast, manifests)).anyMatch(each -> each.contains("no-web"));
  }

  @Test
  void otherEnginesGetWhatTheyCanSayAndTheRestIsSaidToBeAGap() {
    Translation cilium =
        Translation.of(Target.CILIUM_NETWORK_POLICY, baselines(shop()), List.of(declaredCatalog()));
    assertThat(cilium.manifests().toString())
        .contains("matchName=api.pay.example")
        .contains("path=/items/[^/]+");
    assertThat(cilium.gaps()).anyMatch(each -> each.contains("SQL"));
    Translation istio =
        Translation.of(Target.AUTHORIZATION_POLICY, baselines(shop()), List.of(declaredCatalog()));
    assertThat(istio.manifests().toString())
        .contains("cluster.local/ns/shop/sa/storefront")
        .contains("/items/{*}");
    assertThat(istio.gaps()).anyMatch(each -> each.contains("inbound traffic only"));
  }

  private static Declared declaredCatalog() {
    return new Declared(
        CATALOG,
        Map.of(),
        List.of(new Declared.Port(8080, "TCP")),
        List.of(),
        List.of(),
        false,
        false);
  }

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  @Test
  void whatWasNotSeenIsDenied() {
    List<LedgerLine> ledger = shop();
    PolicySet set = PolicySet.compile(policies(propose(ledger)));
    List<LedgerLine> attack =
        List.of(
            line(STOREFRONT, CATALOG, http("DELETE", "/items/{id}"), 1).done(),
            line(PAYMENTS, CATALOG, get("/items/{id}"), 1).done(),
            line(STOREFRONT, CATALOG, get("/admin"), 1).done(),
            line(STOREFRONT, new ExternalHost("evil.example", true), get("/"), 1).done(),
            line(STOREFRONT, DNS, new LookupOperation("A", "x.evil.example"), 1).done());
    for (LedgerLine each : attack) {
      assertThat(Simulation.of(set, List.of(each).stream()).count(Outcome.DENIED))
          .as(each.edge().toString())
          .isEqualTo(1);
    }
  }

  @Test
  void oneObservingPolicyForEachWorkloadNamesItsCallersAndTheirCalls() {
    List<Proposal> proposals = propose(shop());
    assertThat(proposals).allMatch(each -> each.policies().size() == 1);
    Policy catalog =
        policies(proposals).stream()
            .filter(each -> each.id().name().equals("catalog"))
            .findFirst()
            .orElseThrow();
    assertThat(catalog.mode()).isEqualTo(Mode.OBSERVE);
    assertThat(catalog.denyInbound()).isTrue();
    assertThat(catalog.denyOutbound()).isTrue();
    assertThat(catalog.rules()).extracting("name").containsExactly("from-storefront", "dns");
    assertThat(catalog.rules().getFirst().condition().toString())
        .contains("paths=[/items/{id}]")
        .contains("GET");
  }

  @Test
  void aSideWithCallersThatHaveNoNameStaysOpenAndSaysSo() {
    List<LedgerLine> ledger = new ArrayList<>(shop());
    ledger.add(
        line(new Unidentified(Unidentified.Why.OPEN_BEFORE_CAPTURE), CATALOG, get("/"), 3).done());
    Proposal catalog =
        propose(ledger).stream()
            .filter(each -> each.baseline().workload().equals(CATALOG))
            .findFirst()
            .orElseThrow();
    assertThat(catalog.policies().getFirst().denyInbound()).isFalse();
    assertThat(catalog.policies().getFirst().denyOutbound()).isTrue();
    assertThat(catalog.notes()).anyMatch(each -> each.contains("could not be named"));
  }

  @Test
  void whatManifestsDeclareIsPossibleThoughItWasNotSeen() {
    Declared declared =
        new Declared(
            CATALOG,
            Map.of(),
            List.of(new Declared.Port(8080, "TCP")),
            List.of(
                new Declared.Probe(8080, "/healthz", false), new Declared.Probe(9090, "", true)),
            List.of(9102),
            true,
            true);
    Proposal catalog =
        Proposal.of(baselines(shop()), List.of(declared)).stream()
            .filter(each -> each.baseline().workload().equals(CATALOG))
            .findFirst()
            .orElseThrow();
    assertThat(catalog.policies().getFirst().rules())
        .extracting("name")
        .contains("probes", "api-server", "internet");
    assertThat(catalog.notes()).anyMatch(each -> each.contains("9102"));
  }

  @Test
  void pathsAreWidenedOnlyWhereVeryManySayTheSame() {
    List<Operation> few = new ArrayList<>();
    List<Operation> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      (i < 5 ? few : many).add(get("/pages/p" + i));
    }
    many.add(get("/health"));
    assertThat(new CallGroups().of(few))
        .singleElement()
        .satisfies(each -> assertThat(((CallPattern.Http) each).paths()).hasSize(5));
    assertThat(new CallGroups().of(many))
        .singleElement()
        .isEqualTo(new CallPattern.Http(Set.of("GET"), Set.of("/pages/**", "/health")));
  }

  private static List<LedgerLine> shop() {
    return List.of(
        line(STOREFRONT, CATALOG, get("/items/{id}"), 400).done(),
        line(PAYMENTS, new ExternalHost("api.pay.example", true), http("POST", "/v1/charge"), 9)
            .done(),
        line(STOREFRONT, DNS, new LookupOperation("A", "catalog.shop.svc.cluster.local"), 7)
            .done());
  }

  private static SortedMap<String, Baseline> baselines(List<LedgerLine> ledger) {
    return Baseline.of(ledger.stream(), START.plus(Duration.ofDays(41)));
  }

  private static List<Proposal> propose(List<LedgerLine> ledger) {
    return Proposal.of(baselines(ledger), List.of());
  }

  private static List<Policy> policies(List<Proposal> proposals) {
    return proposals.stream().flatMap(each -> each.policies().stream()).toList();
  }
}
