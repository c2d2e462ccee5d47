// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.wire.api.WorkloadDeclaredView;
import dev.sallyport.wire.api.WorkloadDeclaredView.Grant;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadDeclarationsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static final String CATALOG =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: catalog, namespace: shop}
      spec:
        template:
          metadata: {labels: {app: catalog}}
          spec: {serviceAccountName: reader, containers: [{name: a}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: catalog, namespace: shop}
      spec: {selector: {app: catalog}, ports: [{port: 80}]}
      """;

  @Test
  void anIngressLeadsToTheWorkloadsBehindItsServiceAndToNoOthers() {
    WorkloadDeclaredView view =
        catalog(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              ingressClassName: nginx
              rules:
                - host: shop.example.com
                  http: {paths: [
                    {path: /catalog, backend: {service: {name: catalog, port: {number: 80}}}},
                    {path: /cart, backend: {service: {name: cart, port: {number: 80}}}}]}
            """);
    assertThat(view.entries())
        .containsExactly(
            new WorkloadDeclaredView.Entry(
                "Ingress shop/web",
                "ingress controller of class nginx",
                List.of("shop.example.com"),
                List.of("/catalog"),
                "shop/catalog",
                "80"));
  }

  @Test
  void aRouteHasTheHostsOfItsGatewayWhereItNamesNone() {
    WorkloadDeclaredView view =
        catalog(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: public, namespace: infra}
            spec: {listeners: [{name: tls, protocol: HTTPS, port: 443, hostname: "*.example.com"}]}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: catalog, namespace: shop}
            spec:
              parentRefs: [{name: public, namespace: infra}]
              rules:
                - matches: [{path: {value: /catalog}}]
                  backendRefs: [{name: catalog, port: 80}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: within, namespace: shop}
            spec:
              parentRefs: [{kind: Service, name: catalog}]
              rules: [{backendRefs: [{name: catalog, port: 80}]}]
            """);
    assertThat(view.entries())
        .as("a route of the mesh lets nobody in")
        .extracting(WorkloadDeclaredView.Entry::object, WorkloadDeclaredView.Entry::through)
        .containsExactly(tuple("HTTPRoute shop/catalog", "Gateway infra/public (HTTPS 443)"));
    assertThat(view.entries().getFirst().hosts()).containsExactly("*.example.com");
    assertThat(view.entries().getFirst().paths()).containsExactly("/catalog");
  }

  @Test
  void aVirtualServiceIsAWayInOnlyWhereAGatewayHasIt() {
    String service =
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: catalog, namespace: infra}
        spec:
          hosts: [shop.example.com]
          gateways: [%s]
          http: [{match: [{uri: {prefix: /c}}], route: [{destination: {host: catalog.shop.svc.cluster.local}}]}]
        """;
    assertThat(catalog(service.formatted("mesh, public")).entries())
        .singleElement()
        .satisfies(each -> assertThat(each.through()).isEqualTo("Istio Gateway infra/public"))
        .satisfies(each -> assertThat(each.paths()).containsExactly("/c"));
    assertThat(catalog(service.formatted("mesh")).entries()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'{matchLabels: {app: catalog}}', true",
    "'{}', true",
    "'{matchLabels: {app: cart}}', false",
    "'{matchExpressions: [{key: app, operator: In, values: [catalog, cart]}]}', true",
    "'{matchExpressions: [{key: app, operator: NotIn, values: [catalog]}]}', false",
    "'{matchExpressions: [{key: tier, operator: DoesNotExist}]}', true",
    "'{matchExpressions: [{key: tier, operator: Exists}]}', false",
    "'{matchExpressions: [{key: app, operator: Sometimes}]}', false",
  })
  void aNetworkPolicyIsOfThePodsThatItSelects(String selector, boolean selected) {
    WorkloadDeclaredView view =
        catalog(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: one, namespace: shop}
            spec: {podSelector: %s, policyTypes: [Ingress]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: elsewhere, namespace: bank}
            spec: {podSelector: {}, policyTypes: [Ingress]}
            """
                .formatted(selector));
    assertThat(view.policies())
        .isEqualTo(
            selected
                ? List.of(
                    new WorkloadDeclaredView.Selecting(
                        "NetworkPolicy shop/one", "in: nothing is allowed", true))
                : List.of());
  }

  @Test
  void policiesOfOtherEnginesAreListedAndSaidNotToBeEvaluated() {
    WorkloadDeclaredView view =
        catalog(
            """
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: named, namespace: shop}
            spec:
              endpointSelector: {matchLabels: {"k8s:app": catalog, "k8s:io.kubernetes.pod.namespace": shop}}
              ingress: [{}]
              egressDeny: [{}, {}]
            ---
            apiVersion: cilium.io/v2
            kind: CiliumClusterwideNetworkPolicy
            metadata: {name: nodes}
            spec: {nodeSelector: {}, ingress: [{}]}
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: none, namespace: shop}
            spec: {}
            ---
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: strict, namespace: istio-system}
            spec: {mtls: {mode: STRICT}}
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: other, namespace: shop}
            spec: {selector: {matchLabels: {app: cart}}, action: DENY, rules: [{}]}
            """);
    assertThat(view.policies())
        .containsExactly(
            new WorkloadDeclaredView.Selecting(
                "CiliumNetworkPolicy shop/named", "in: 1 rule allows; out: 2 rules refuse", false),
            new WorkloadDeclaredView.Selecting(
                "AuthorizationPolicy shop/none", "ALLOW without a rule: refuses all", false),
            new WorkloadDeclaredView.Selecting(
                "PeerAuthentication istio-system/strict", "mutual TLS STRICT", false));
  }

  @Test
  void rightsComeByAccountByGroupAndByRoleOfTheClusterInANamespace() {
    String objects =
        """
        kind: ClusterRole
        metadata: {name: secrets}
        rules: [{apiGroups: [""], resources: [secrets], verbs: [get, list]}]
        ---
        kind: ClusterRole
        metadata: {name: cluster-admin}
        rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}, {nonResourceURLs: ["*"], verbs: ["*"]}]
        ---
        kind: RoleBinding
        metadata: {name: reads, namespace: vault}
        roleRef: {kind: ClusterRole, name: secrets}
        subjects: [{kind: ServiceAccount, name: reader, namespace: shop}]
        ---
        kind: ClusterRoleBinding
        metadata: {name: everybody}
        roleRef: {kind: ClusterRole, name: cluster-admin}
        subjects: [{kind: Group, name: "system:serviceaccounts:%s"}]
        ---
        kind: ClusterRoleBinding
        metadata: {name: other}
        roleRef: {kind: ClusterRole, name: cluster-admin}
        subjects: [{kind: ServiceAccount, name: reader, namespace: bank}]
        """;
    assertThat(rights(objects.formatted("shop")))
        .containsExactly(
            new Grant(
                "takes-over",
                "everything, as cluster-admin",
                "whole cluster",
                "ClusterRoleBinding everybody → ClusterRole cluster-admin"),
            new Grant(
                "grave",
                "reads Secrets",
                "namespace vault",
                "RoleBinding vault/reads → ClusterRole secrets"),
            new Grant(
                "plain",
                "get,list secrets",
                "namespace vault",
                "RoleBinding vault/reads → ClusterRole secrets"));
    assertThat(rights(objects.formatted("bank"))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'', pods/exec, create, grave",
    "'', '*/exec', create, grave",
    "'', pods, list, plain",
    "apps, deployments, patch, grave",
    "apps, deployments, get, plain",
    "'', serviceaccounts/token, create, takes-over",
    "rbac.authorization.k8s.io, clusterroles, escalate, takes-over",
    "rbac.authorization.k8s.io, clusterroles, get, plain",
    "'', serviceaccounts, impersonate, takes-over",
    "'', nodes/proxy, get, takes-over",
    "'', '*', watch, grave",
    "example.com, secrets, get, plain",
  })
  void whatARightLeadsToDecidesItsWeight(
      String group, String resource, String verb, String weight) {
    assertThat(
            rights(
                    """
                    kind: Role
                    metadata: {name: one, namespace: shop}
                    rules: [{apiGroups: ["%s"], resources: ["%s"], verbs: ["%s"]}]
                    ---
                    kind: RoleBinding
                    metadata: {name: one, namespace: shop}
                    roleRef: {kind: Role, name: one}
                    subjects: [{kind: ServiceAccount, name: reader}]
                    """
                        .formatted(group, resource, verb))
                .getFirst()
                .weight())
        .isEqualTo(weight);
  }

  @Test
  void aRightOnNamedObjectsDoesNotTakeOver() {
    List<Grant> found =
        rights(
            """
            kind: Role
            metadata: {name: one, namespace: shop}
            rules: [{apiGroups: [""], resources: [serviceaccounts/token], verbs: [create], resourceNames: [x]}]
            ---
            kind: RoleBinding
            metadata: {name: one, namespace: shop}
            roleRef: {kind: Role, name: one}
            subjects: [{kind: User, name: "system:serviceaccount:shop:reader"}]
            """);
    assertThat(found.getFirst().weight()).isEqualTo("grave");
    assertThat(found.getFirst().may()).endsWith("only x");
  }

  @Test
  void whetherPodsGetTheTokenIsSaidByThePodBeforeItsAccount() {
    List<JsonNode> accounts =
        objects(
            """
            kind: ServiceAccount
            metadata:
              name: reader
              namespace: shop
              annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/reader"}
            automountServiceAccountToken: false
            """);
    var rights = new WorkloadDeclarations.Rights(Roles.of(List.of()), accounts, "");
    var without = view(objects(CATALOG), rights).rights();
    assertThat(without.tokenMounted()).isFalse();
    assertThat(without.cloudIdentity()).isEqualTo("arn:aws:iam::1:role/reader");
    assertThat(without.known()).isTrue();
    String own = CATALOG.replace("reader,", "reader, automountServiceAccountToken: true,");
    assertThat(view(objects(own), rights).rights().tokenMounted()).isTrue();
    var unknown = new WorkloadDeclarations.Rights(null, List.of(), "may not");
    assertThat(view(objects(CATALOG), unknown).rights())
        .satisfies(each -> assertThat(each.known()).isFalse())
        .satisfies(each -> assertThat(each.because()).isEqualTo("may not"))
        .satisfies(each -> assertThat(each.tokenMounted()).isTrue());
  }

  private static List<Grant> rights(String objects) {
    var rights = new WorkloadDeclarations.Rights(Roles.of(objects(objects)), List.of(), "");
    return view(objects(CATALOG), rights).rights().grants();
  }

  private static WorkloadDeclaredView catalog(String more) {
    List<JsonNode> all = new ArrayList<>(objects(CATALOG));
    all.addAll(objects(more));
    return view(all, new WorkloadDeclarations.Rights(null, List.of(), "not asked"));
  }

  private static WorkloadDeclaredView view(
      List<JsonNode> objects, WorkloadDeclarations.Rights rights) {
    return new WorkloadDeclarations(objects, rights, List.of())
        .of("shop", "Deployment", "catalog", "default", Map.of(), 0);
  }

  private static List<JsonNode> objects(String yaml) {
    List<JsonNode> found = new ArrayList<>();
    for (String each : yaml.split("(?m)^---$")) {
      found.add(JSON.valueToTree(Serialization.unmarshal(each, Map.class)));
    }
    return found;
  }
}
