// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static dev.sallyport.policy.network.Given.admin;
import static dev.sallyport.policy.network.Given.baseline;
import static dev.sallyport.policy.network.Given.betweenPods;
import static dev.sallyport.policy.network.Given.connections;
import static dev.sallyport.policy.network.Given.deployment;
import static dev.sallyport.policy.network.Given.namespace;
import static dev.sallyport.policy.network.Given.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
  private static final String WEB = deployment("shop", "web", "http/8080/TCP");
  private static final String DATA = deployment("shop", "data", "sql/5432/TCP", "dns/53/UDP");
  private static final String EVERYONE = "0.0.0.0-255.255.255.255[External]";

  @Test
  void withoutPoliciesEverythingIsAllowed() {
    assertThat(connections(WEB, DATA))
        .containsExactly(
            EVERYONE + " => shop/data[Deployment] : All Connections",
            EVERYONE + " => shop/web[Deployment] : All Connections",
            "shop/data[Deployment] => " + EVERYONE + " : All Connections",
            "shop/data[Deployment] => shop/web[Deployment] : All Connections",
            "shop/web[Deployment] => " + EVERYONE + " : All Connections",
            "shop/web[Deployment] => shop/data[Deployment] : All Connections");
  }

  @Test
  void selectedPodAllowsOnlyWhatARuleAllows() {
    assertThat(
            betweenPods(
                WEB,
                DATA,
                policy(
                    "shop",
                    "data",
                    """
                    podSelector: {matchLabels: {app: data}}
                    ingress:
                    - from: [{podSelector: {matchLabels: {app: web}}}]
                      ports: [{port: 5432}]
                    """)))
        .containsExactly(
            "shop/data[Deployment] => shop/web[Deployment] : All Connections",
            "shop/web[Deployment] => shop/data[Deployment] : TCP 5432");
  }

  @Test
  void emptyPolicyDeniesInboundAndLeavesOutboundOpen() {
    assertThat(connections(WEB, DATA, policy("shop", "deny", "podSelector: {}")))
        .containsExactly(
            "shop/data[Deployment] => " + EVERYONE + " : All Connections",
            "shop/web[Deployment] => " + EVERYONE + " : All Connections");
  }

  @Test
  void bothSidesMustAllowThePort() {
    assertThat(
            betweenPods(
                WEB,
                DATA,
                policy(
                    "shop",
                    "in",
                    """
                    podSelector: {matchLabels: {app: data}}
                    ingress: [{ports: [{port: 5000, endPort: 6000}]}]
                    """),
                policy(
                    "shop",
                    "out",
                    """
                    podSelector: {matchLabels: {app: web}}
                    policyTypes: [Egress]
                    egress: [{ports: [{port: 5432}, {port: 80}, {protocol: UDP}]}]
                    """)))
        .containsExactly(
            "shop/data[Deployment] => shop/web[Deployment] : All Connections",
            "shop/web[Deployment] => shop/data[Deployment] : TCP 5432");
  }

  @Test
  void namedPortIsThatOfTheCalledPod() {
    String out =
        policy(
            "shop",
            "out",
            """
            podSelector: {matchLabels: {app: web}}
            policyTypes: [Egress]
            egress: [{ports: [{port: sql}, {port: dns, protocol: UDP}, {port: http}]}]
            """);
    assertThat(betweenPods(WEB, DATA, out))
        .contains("shop/web[Deployment] => shop/data[Deployment] : TCP 5432,UDP 53");
    assertThat(connections(WEB, DATA, out))
        .as("nothing outside has names")
        .noneMatch(line -> line.startsWith("shop/web") && line.contains("External"));
  }

  @Test
  void outsideAddressesAreTheLargestRangesTreatedAlike() {
    assertThat(
            connections(
                WEB,
                policy(
                    "shop",
                    "out",
                    """
                    podSelector: {}
                    policyTypes: [Egress]
                    egress:
                    - to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
                      ports: [{port: 443}]
                    - to: [{ipBlock: {cidr: 11.0.0.0/8}}]
                      ports: [{port: 443}]
                    """)))
        .containsExactly(
            EVERYONE + " => shop/web[Deployment] : All Connections",
            "shop/web[Deployment] => 10.0.0.0-10.0.255.255[External] : TCP 443",
            "shop/web[Deployment] => 10.2.0.0-11.255.255.255[External] : TCP 443");
  }

  @Test
  void namespaceAndPodSelectorTogetherNeedBoth() {
    assertThat(
            betweenPods(
                namespace("shop", "team", "shop"),
                namespace("ops", "team", "ops"),
                WEB,
                DATA,
                deployment("ops", "web"),
                policy(
                    "shop",
                    "data",
                    """
                    podSelector: {matchLabels: {app: data}}
                    ingress:
                    - from:
                      - namespaceSelector: {matchExpressions: [{key: team, operator: In, values: [ops]}]}
                        podSelector: {matchLabels: {app: web}}
                    """)))
        .contains("ops/web[Deployment] => shop/data[Deployment] : All Connections")
        .doesNotContain("shop/web[Deployment] => shop/data[Deployment] : All Connections");
  }

  @Test
  void namespaceWithoutAnObjectHasTheLabelOfItsName() {
    assertThat(
            betweenPods(
                WEB,
                deployment("ops", "tool"),
                policy(
                    "shop",
                    "ops",
                    """
                    podSelector: {}
                    ingress:
                    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]
                    """)))
        .contains("ops/tool[Deployment] => shop/web[Deployment] : All Connections");
  }

  @Test
  void administratorsDenyWinsOverANamespacesAllow() {
    String deny =
        admin(
            "deny",
            5,
            """
            subject: {namespaces: {}}
            ingress:
            - {name: no-sql, action: Deny, from: [{namespaces: {}}],
               ports: [{portNumber: {port: 5432, protocol: TCP}}]}
            """);
    String allow = policy("shop", "all", "podSelector: {}\ningress: [{}]");
    assertThat(betweenPods(WEB, DATA, deny, allow))
        .contains(
            "shop/web[Deployment] => shop/data[Deployment] : SCTP 1-65535,TCP 1-5431,5433-65535,"
                + "UDP 1-65535");
  }

  @Test
  void passLeavesTheDecisionToTheNamespace() {
    String tail =
        """
        subject: {namespaces: {}}
        ingress: [{name: rule, action: %s, from: [{namespaces: {}}]}]
        """;
    String deny = admin("deny", 20, tail.formatted("Deny"));
    String pass = admin("pass", 10, tail.formatted("Pass"));
    assertThat(betweenPods(WEB, DATA, deny)).isEmpty();
    assertThat(betweenPods(WEB, DATA, deny, pass)).hasSize(2);
    assertThat(betweenPods(WEB, DATA, deny, pass, policy("shop", "none", "podSelector: {}")))
        .isEmpty();
  }

  @Test
  void baselineDecidesOnlyWhereNoPolicyOfTheNamespaceSelects() {
    String deny =
        baseline(
            """
            subject: {namespaces: {}}
            ingress: [{name: deny, action: Deny, from: [{namespaces: {}}]}]
            """);
    assertThat(betweenPods(WEB, DATA, deny)).isEmpty();
    assertThat(
            betweenPods(
                WEB,
                DATA,
                deny,
                policy("shop", "open", "podSelector: {matchLabels: {app: data}}\ningress: [{}]")))
        .containsExactly("shop/web[Deployment] => shop/data[Deployment] : All Connections");
  }

  @Test
  void clusterNetworkPolicyIsReadInBothTiers() {
    String form =
        """
        apiVersion: policy.networking.k8s.io/v1alpha2
        kind: ClusterNetworkPolicy
        metadata: {name: %s}
        spec:
          tier: %s
          priority: 1
          subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: data}}}}
          ingress:
          - name: one
            action: %s
            from: [{pods: {namespaceSelector: {}, podSelector: {}}}]
            protocols: %s
        """;
    String baseline = form.formatted("low", "Baseline", "Deny", "[]");
    String admin =
        form.formatted(
            "high",
            "Admin",
            "Accept",
            "[{tcp: {destinationPort: {range: {start: 1, end: 1023}}}}, {destinationNamedPort: sql}]");
    assertThat(betweenPods(WEB, DATA, baseline, admin))
        .contains("shop/web[Deployment] => shop/data[Deployment] : TCP 1-1023,5432");
  }

  @Test
  void ingressLeadsToThePortsBehindItsService() {
    String service =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {selector: {app: web}, ports: [{name: public, port: 80, targetPort: http}]}
        """;
    String ingress =
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: shop, namespace: shop}
        spec:
          rules:
          - http: {paths: [{path: /, backend: {service: {name: web, port: {name: public}}}}]}
        """;
    String line = "{ingress-controller} => shop/web[Deployment] : TCP 8080";
    assertThat(connections(WEB, service, ingress)).contains(line);
    assertThat(connections(WEB, service, ingress, policy("shop", "none", "podSelector: {}")))
        .doesNotContain(line);
  }

  @Test
  void podsAreShownAsTheirOwner() {
    String pods =
        """
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Pod, metadata: {name: a-1, namespace: x, labels: {app: a},
           ownerReferences: [{kind: ReplicaSet, name: a-77, controller: true}]}}
        - {apiVersion: v1, kind: Pod, metadata: {name: a-2, namespace: x, labels: {app: a},
           ownerReferences: [{kind: ReplicaSet, name: a-77, controller: true}]}}
        - {apiVersion: v1, kind: Pod, metadata: {name: done, namespace: x}, status: {phase: Succeeded}}
        """;
    assertThat(connections(pods))
        .containsExactly(
            EVERYONE + " => x/a-77[ReplicaSet] : All Connections",
            "x/a-77[ReplicaSet] => " + EVERYONE + " : All Connections");
  }

  @Test
  void refusedObjectIsLeftOutAndSaysWhy() {
    ManifestReader reader =
        Given.manifests(
            policy("shop", "bad", "podSelector: {}\ningress: [{ports: [{port: 70000}]}]"),
            admin("worse", 5000, "subject: {namespaces: {}}\n"));
    assertThat(reader.network().policies()).isEmpty();
    assertThat(reader.remarks())
        .containsExactly(
            "test: NetworkPolicy shop/bad left out: spec.ingress[0].ports[0].port: expected a port"
                + " from 1 to 65535, got 70000",
            "test: AdminNetworkPolicy worse left out: spec.priority: expected 0 to 1000, got 5000");
  }

  @Test
  void differenceNamesWhatIsOpenedAndClosed() {
    String narrow =
        policy(
            "shop",
            "out",
            """
            podSelector: {}
            policyTypes: [Egress]
            egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: %s}]}]
            """);
    List<String> changes =
        NetworkDiff.of(
                Reachability.of(Given.manifests(WEB).network()),
                Reachability.of(Given.manifests(WEB, narrow.formatted("443")).network()))
            .stream()
            .map(each -> each.kind() + " " + each.target() + " " + each.after())
            .toList();
    assertThat(changes)
        .containsExactly(
            "removed 0.0.0.0-9.255.255.255[External] No Connections",
            "changed 10.0.0.0-10.255.255.255[External] TCP 443",
            "removed 11.0.0.0-255.255.255.255[External] No Connections");
  }
}
