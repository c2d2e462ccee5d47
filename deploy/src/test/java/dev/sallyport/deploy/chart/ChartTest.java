// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.marcnuri.helm.LintResult;
import dev.sallyport.deploy.Checkout;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ChartTest {
  static final Checkout CHECKOUT = new Checkout(Path.of(System.getProperty("sallyport.root")));
  static final Chart CHART = new Chart(CHECKOUT.chart());

  private static final Map<String, Object> INJECT =
      Map.of(
          "proxy", Map.of("url", "http://proxy.example:3128", "noProxy", List.of("10.0.0.0/8")),
          "ca", Map.of("configMap", "company-roots"));

  /** Settings under which other templates are rendered than by default. */
  static final Map<String, Map<String, Object>> SETTINGS =
      Map.of(
          "defaults", Map.of(),
          "everything",
              Map.of(
                  "namespace", Map.of("create", true),
                  "networkPolicy",
                      Map.of(
                          "enabled",
                          true,
                          "apiFrom",
                          List.of(Map.of("namespaceSelector", Map.of()))),
                  "admission", Map.of("enabled", true, "guard", "enforce", "inject", INJECT),
                  "image", Map.of("pullSecrets", List.of(Map.of("name", "registry"))),
                  "control",
                      Map.of(
                          "persistence", Map.of("enabled", true, "storageClass", "fast"),
                          "podDisruptionBudget", Map.of("enabled", true),
                          "databaseSecret", "database",
                          "readRoles", true,
                          "service", Map.of("annotations", Map.of("a", "b")),
                          "tolerations", List.of(Map.of("operator", "Exists")),
                          "affinity", Map.of("nodeAffinity", Map.of()),
                          "priorityClassName", "high",
                          "podLabels", Map.of("a", "b"),
                          "env", List.of(Map.of("name", "A", "value", "b"))),
                  "node",
                      Map.of(
                          "hostStateDirectory", "/var/lib/sallyport",
                          "startupTaint", "sallyport.dev/not-ready",
                          "nodeSelector", Map.of("a", "b"),
                          "podAnnotations", Map.of("a", "b"),
                          "env", List.of(Map.of("name", "A", "value", "b")))),
          "two replicas", Map.of("control", Map.of("replicas", 2, "databaseSecret", "database")),
          "two replicas that are asked",
              Map.of(
                  "control", Map.of("replicas", 2, "databaseSecret", "database"),
                  "admission", Map.of("enabled", true),
                  "link", Map.of("tls", false)),
          "privileged", Map.of("node", Map.of("privileged", true)),
          "oidc",
              Map.of(
                  "control",
                  Map.of(
                      "auth",
                      Map.of(
                          "mode",
                          "oidc",
                          "metricsLogin",
                          true,
                          "aggregate",
                          false,
                          "oidc",
                          Map.of(
                              "issuer", "https://login.example.com",
                              "clientId", "us",
                              "clientSecret", "provider",
                              "redirectUrl", "https://us.example.com/login/callback")))),
          "an authority of somebody else",
              Map.of("link", Map.of("ca", Map.of("existingSecret", "company"))),
          "open", Map.of("control", Map.of("auth", Map.of("mode", "none"))),
          "openshift",
              Map.of(
                  "control", Map.of("fixedUser", false, "databaseSecret", "database"),
                  "node", Map.of("privileged", true)));

  static Release release(Map<String, Object> values, String kubernetes) {
    return new Release("sallyport", "sallyport", kubernetes, values);
  }

  @Test
  void lintFindsNothing() {
    LintResult result = CHART.lint();

    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @TestFactory
  Stream<DynamicTest> everyObjectHoldsAgainstThePublishedSchemas() {
    return SETTINGS.entrySet().stream()
        .flatMap(
            setting ->
                Stream.of("1.28.0", "1.32.0")
                    .map(
                        version ->
                            DynamicTest.dynamicTest(
                                setting.getKey() + " on " + version,
                                () -> holds(release(setting.getValue(), version)))));
  }

  private static void holds(Release release) throws IOException {
    List<String> documents =
        Stream.concat(CHART.documents(release).stream(), CHART.hooks(release).stream()).toList();
    assertThat(documents).hasSizeGreaterThan(8).anyMatch(each -> each.contains("kind: Pod\n"));
    for (String document : documents) {
      assertThat(PublishedSchema.problems(document)).as(document).isEmpty();
    }
  }

  @Test
  void theDefinitionsOfResourcesHoldAgainstThePublishedSchemas() throws IOException {
    assertThat(CHART.definitions())
        .hasSize(2)
        .allSatisfy(each -> assertThat(PublishedSchema.problems(each)).isEmpty());
  }

  @Test
  void aFieldThatKubernetesDoesNotKnowIsFound() {
    String document =
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: a}
        automountToken: true
        """;

    assertThat(PublishedSchema.problems(document))
        .hasValueSatisfying(problem -> assertThat(problem).contains("automountToken"));
    assertThat(
            PublishedSchema.problems(
                document.replace("automountToken", "automountServiceAccountToken")))
        .isEmpty();
  }

  @Test
  void aSettingThatTheChartDoesNotHaveIsRefused() {
    assertThatThrownBy(
            () -> CHART.documents(Release.standard(Map.of("node", Map.of("failmode", "open")))))
        .hasMessageContaining("failmode");
    assertThatThrownBy(
            () -> CHART.documents(Release.standard(Map.of("node", Map.of("failMode", "ajar")))))
        .hasMessageContaining("failMode");
  }

  @Test
  void severalReplicasNeedADatabaseThatAllReachAndNoVolume() throws IOException {
    assertThatThrownBy(
            () -> CHART.documents(Release.standard(Map.of("control", Map.of("replicas", 2)))))
        .hasMessageContaining("control.databaseSecret");
    Map<String, Object> withVolume =
        Map.of("replicas", 2, "databaseSecret", "db", "persistence", Map.of("enabled", true));
    assertThatThrownBy(() -> CHART.documents(Release.standard(Map.of("control", withVolume))))
        .hasMessageContaining("control.persistence.enabled=false");
    assertThatThrownBy(
            () -> CHART.documents(Release.standard(Map.of("control", Map.of("fixedUser", false)))))
        .hasMessageContaining("control.fixedUser=false needs control.databaseSecret");
    List<String> two = CHART.documents(Release.standard(SETTINGS.get("two replicas")));
    assertThat(two)
        .anyMatch(each -> each.contains("replicas: 2") && each.contains("LEADER_ELECTION"))
        .anyMatch(each -> each.contains("kind: Role\n") && each.contains("leases"))
        .as("the Lease goes with the release")
        .anyMatch(each -> each.contains("kind: Lease\n"))
        .noneMatch(each -> each.contains("kind: Role\n") && each.contains("create"));
    assertThat(CHART.documents(Release.standard(Map.of())))
        .noneMatch(each -> each.contains("LEADER_ELECTION") || each.contains("leases"));
  }

  @Test
  void bothProgramsKnowTheNamespaceInWhichTheyAre() throws IOException {
    String all =
        String.join("\n", CHART.documents(new Release("a", "elsewhere", "1.32.0", Map.of())));

    assertThat(all)
        .contains("name: SALLYPORT_NAMESPACE\n              value: \"elsewhere\"")
        .contains("value: \"elsewhere/a-sallyport-node\"")
        .contains(
            "name: SALLYPORT_LINK_TRUST_CONFIGMAP\n              value: \"elsewhere/a-sallyport-ca\"");
  }

  @Test
  void webhooksNeverStandInTheWayOfTheirOwnRepair() throws IOException {
    Map<String, Object> admission =
        Map.of("enabled", true, "guard", "enforce", "exemptNamespaces", List.of("istio-system"));
    ValidatingWebhookConfiguration webhooks =
        CHART
            .documents(new Release("sallyport", "guard", "1.32.0", Map.of("admission", admission)))
            .stream()
            .map(Serialization::<Object>unmarshal)
            .filter(ValidatingWebhookConfiguration.class::isInstance)
            .map(ValidatingWebhookConfiguration.class::cast)
            .findFirst()
            .orElseThrow();

    assertThat(webhooks.getWebhooks())
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.getFailurePolicy()).isEqualTo("Ignore");
              assertThat(each.getTimeoutSeconds()).isEqualTo(5);
              assertThat(each.getSideEffects()).isEqualTo("None");
              assertThat(each.getRules())
                  .allSatisfy(
                      rule -> assertThat(rule.getOperations()).containsExactly("CREATE", "UPDATE"));
              LabelSelectorRequirement but =
                  each.getNamespaceSelector().getMatchExpressions().getFirst();
              assertThat(but.getKey()).isEqualTo("kubernetes.io/metadata.name");
              assertThat(but.getOperator()).isEqualTo("NotIn");
              assertThat(but.getValues())
                  .containsExactly(
                      "kube-system", "kube-public", "kube-node-lease", "guard", "istio-system");
            });
    assertThat(String.join("", CHART.documents(Release.standard(Map.of()))))
        .as("only where it is asked for")
        .doesNotContain("kind: ValidatingWebhookConfiguration");
  }

  @Test
  void onlyPodsThatAskAreChangedAndNeverHeldUp() throws IOException {
    List<String> documents =
        CHART.documents(
            new Release(
                "sallyport",
                "guard",
                "1.28.0",
                Map.of("admission", Map.of("enabled", true, "inject", INJECT))));
    MutatingWebhookConfiguration webhooks =
        documents.stream()
            .map(Serialization::<Object>unmarshal)
            .filter(MutatingWebhookConfiguration.class::isInstance)
            .map(MutatingWebhookConfiguration.class::cast)
            .findFirst()
            .orElseThrow();

    assertThat(webhooks.getWebhooks())
        .extracting(MutatingWebhook::getName)
        .containsExactlyInAnyOrder(
            "ca.pod.inject.sallyport.dev",
            "ca.namespace.inject.sallyport.dev",
            "proxy.pod.inject.sallyport.dev",
            "proxy.namespace.inject.sallyport.dev");
    assertThat(webhooks.getWebhooks())
        .allSatisfy(
            each -> {
              assertThat(each.getFailurePolicy()).isEqualTo("Ignore");
              assertThat(each.getReinvocationPolicy()).isEqualTo("IfNeeded");
              assertThat(each.getSideEffects()).isEqualTo("None");
              assertThat(each.getMatchConditions()).as("not in 1.28").isNullOrEmpty();
              assertThat(each.getRules())
                  .allSatisfy(
                      rule -> {
                        assertThat(rule.getResources()).containsExactly("pods");
                        assertThat(rule.getOperations()).containsExactly("CREATE");
                      });
              assertThat(each.getNamespaceSelector().getMatchExpressions().getFirst().getValues())
                  .containsExactly("kube-system", "kube-public", "kube-node-lease", "guard");
              assertThat(asked(each)).as(each.getName()).hasSize(1);
            });
    assertThat(String.join("\n", documents))
        .contains("resources: [mutatingwebhookconfigurations]")
        .contains("value: \"http://proxy.example:3128\"");
  }

  /** Returns the labels for which a webhook must see {@code enabled}. */
  private static List<LabelSelectorRequirement> asked(MutatingWebhook webhook) {
    return Stream.of(webhook.getNamespaceSelector(), webhook.getObjectSelector())
        .flatMap(each -> each.getMatchExpressions().stream())
        .filter(each -> each.getOperator().equals("In"))
        .filter(each -> each.getValues().equals(List.of("enabled")))
        .filter(each -> each.getKey().startsWith("sallyport.dev/inject-"))
        .toList();
  }

  @Test
  void nobodyIsChangedUnlessThatIsSet() throws IOException {
    assertThat(
            String.join(
                "\n",
                CHART.documents(Release.standard(Map.of("admission", Map.of("enabled", true))))))
        .contains("kind: ValidatingWebhookConfiguration")
        .doesNotContain("kind: MutatingWebhookConfiguration", "SALLYPORT_INJECT");
    assertThatThrownBy(
            () -> CHART.documents(Release.standard(Map.of("admission", Map.of("inject", INJECT)))))
        .hasMessageContaining("admission.enabled=true");
    Map<String, Object> secret = Map.of("proxy", Map.of("url", "http://me:secret@proxy:3128"));
    assertThatThrownBy(
            () ->
                CHART.documents(
                    Release.standard(
                        Map.of("admission", Map.of("enabled", true, "inject", secret)))))
        .hasMessageContaining("url");
  }

  @Test
  void nodesArePatchedOnlyWhereTheyJoinWithATaintThatBothProgramsTolerate() throws IOException {
    Map<String, Object> node = Map.of("startupTaint", "example.com/wait", "tolerations", List.of());
    List<String> documents = CHART.documents(Release.standard(Map.of("node", node)));

    assertThat(documents)
        .filteredOn(
            each -> each.contains("kind: DaemonSet\n") || each.contains("kind: Deployment\n"))
        .hasSize(2)
        .allMatch(each -> each.contains("- key: example.com/wait\n          operator: Exists"));
    assertThat(String.join("\n", documents))
        .contains("resources: [nodes]\n    verbs: [get, patch]")
        .contains("SALLYPORT_STARTUP_TAINT\n              value: \"example.com/wait\"");
    assertThat(String.join("\n", CHART.documents(Release.standard(Map.of()))))
        .doesNotContain("resources: [nodes]", "STARTUP_TAINT");
  }

  @Test
  void nodeProgramsFollowEachOtherUnlessThatIsSwitchedOff() throws IOException {
    assertThat(CHART.documents(Release.standard(Map.of("node", Map.of("drainSeconds", 60)))))
        .filteredOn(each -> each.contains("kind: DaemonSet\n"))
        .singleElement(STRING)
        .contains("rollingUpdate: {maxUnavailable: 0, maxSurge: 1}", "minReadySeconds: 15")
        .contains("SALLYPORT_HANDOVER\n              value: \"on\"")
        .contains("SALLYPORT_DRAIN_SECONDS\n              value: \"60\"")
        .contains("terminationGracePeriodSeconds: 100\n", "path: /readyz, port: 15020}")
        .as("two pods with a port of the node are not scheduled to one node")
        .doesNotContain("hostPort", "containerPort");
    assertThat(CHART.documents(Release.standard(Map.of("node", Map.of("overlap", false)))))
        .filteredOn(each -> each.contains("kind: DaemonSet\n"))
        .singleElement(STRING)
        .contains("maxUnavailable: 1", "terminationGracePeriodSeconds: 40\n", "hostPort: 15020")
        .doesNotContain("maxSurge", "HANDOVER", "minReadySeconds");
  }

  @Test
  void programsRunWhereImagesExistForWhateverElseIsSaidOfTheirPlace() throws IOException {
    Map<String, Object> apart = Map.of("podAntiAffinity", Map.of());
    Map<String, Object> both = Map.of("architectures", List.of("amd64", "arm64"));
    Map<String, Object> own =
        Map.of("architectures", List.of("arm64"), "nodeAffinity", Map.of(), "affinity", apart);

    assertThat(machines(Map.of())).hasSize(2).allMatch("[amd64]"::equals);
    assertThat(machines(Map.of("node", both, "control", both)))
        .hasSize(2)
        .allMatch("[amd64, arm64]"::equals);
    Map<String, Object> beside = Map.of("architectures", List.of("arm64"), "affinity", apart);
    assertThat(machines(Map.of("node", beside, "control", beside)))
        .hasSize(2)
        .allMatch("[arm64]"::equals);
    assertThat(CHART.documents(Release.standard(Map.of("control", beside))))
        .anyMatch(each -> each.contains("podAntiAffinity: {}"));
    assertThatThrownBy(() -> machines(Map.of("node", own))).hasMessageContaining("nodeAffinity");
  }

  private static List<String> machines(Map<String, Object> values) throws IOException {
    return CHART.documents(Release.standard(values)).stream()
        .filter(each -> each.contains("key: kubernetes.io/arch"))
        .map(
            each ->
                each.replaceAll(
                    "(?s).*key: kubernetes.io/arch\\s+operator: In\\s+values:((\\s+- [a-z0-9]+)+).*",
                    "$1"))
        .map(each -> Serialization.<Object>unmarshal(each, Object.class).toString())
        .toList();
  }

  @Test
  void replicasShareTheAuthorityThatTheWebhooksBelieve() throws IOException {
    List<String> asked =
        CHART.documents(Release.standard(SETTINGS.get("two replicas that are asked")));
    assertThat(asked)
        .anyMatch(each -> each.contains("replicas: 2") && each.contains("ADMISSION_PORT"))
        .anyMatch(each -> each.contains("kind: ValidatingWebhookConfiguration\n"))
        .as("without nodes that believe it the Secret alone")
        .anyMatch(each -> each.contains("kind: Secret\n") && each.contains("name: sallyport-ca\n"))
        .anyMatch(each -> each.contains("kind: Role\n") && each.contains("resources: [secrets]"))
        .noneMatch(each -> each.contains("kind: ConfigMap\n") || each.contains("configmaps"))
        .noneMatch(each -> each.contains("control-enrol"));
    assertThat(CHART.documents(Release.standard(Map.of("link", Map.of("tls", false)))))
        .as("nobody shows a certificate")
        .noneMatch(each -> each.contains("name: sallyport-ca\n"))
        .noneMatch(each -> each.contains("control-ca"));
  }

  @Test
  void anAuthorityOfSomebodyElseIsReadByItsNameAndNothingMore() throws IOException {
    Map<String, Object> given = Map.of("link", Map.of("ca", Map.of("existingSecret", "company")));
    assertThat(CHART.documents(Release.standard(given)))
        .anyMatch(
            each ->
                each.contains("kind: Role\n")
                    && each.contains("resourceNames: [company]\n    verbs: [get]"))
        .anyMatch(
            each ->
                each.contains("name: SALLYPORT_AUTHORITY_FROM\n              value: \"company\""));
    assertThat(String.join("\n", CHART.documents(Release.standard(Map.of()))))
        .doesNotContain("AUTHORITY_FROM");
  }

  @Test
  void theApiAsksWhoCallsUnlessThatIsSetOff() throws IOException {
    assertThat(String.join("\n", CHART.documents(release(Map.of(), "1.30.0"))))
        .contains("SALLYPORT_API_AUTH\n              value: \"kubernetes\"")
        .contains("resources: [tokenreviews]", "resources: [subjectaccessreviews]")
        .contains("rbac.authorization.k8s.io/aggregate-to-view: \"true\"");
    assertThat(
            String.join(
                "\n", CHART.documents(release(SETTINGS.getOrDefault("open", Map.of()), "1.30.0"))))
        .contains("SALLYPORT_API_AUTH\n              value: \"none\"")
        .doesNotContain("resources: [subjectaccessreviews]");
    assertThatThrownBy(
            () ->
                CHART.documents(
                    Release.standard(Map.of("control", Map.of("auth", Map.of("mode", "oidc"))))))
        .hasMessageContaining("control.auth.oidc.issuer");
  }

  @Test
  void anOldClusterIsRefused() {
    assertThatThrownBy(() -> CHART.documents(release(Map.of(), "1.27.0")))
        .hasMessageContaining("1.27.0");
  }

  @Test
  void versionsOfManagedClustersAreNot() throws IOException {
    assertThat(CHART.documents(release(Map.of(), "1.32.1-eks-5ca49cb"))).isNotEmpty();
    assertThat(CHART.documents(release(Map.of(), "1.28.3-gke.1203001"))).isNotEmpty();
  }

  @Test
  void appArmorIsAFieldWhereThereIsOneAndAnAnnotationBefore() throws IOException {
    assertThat(String.join("\n", CHART.documents(release(Map.of(), "1.30.0"))))
        .contains("appArmorProfile:")
        .doesNotContain("container.apparmor.security");
    assertThat(String.join("\n", CHART.documents(release(Map.of(), "1.29.9"))))
        .contains("container.apparmor.security.beta.kubernetes.io/node: unconfined")
        .doesNotContain("appArmorProfile:");
  }

  @Test
  void twoReleasesShareNoName() throws IOException {
    List<String> names = names("one", "ns-one");

    assertThat(names).isNotEmpty().doesNotContainAnyElementsOf(names("two", "ns-two"));
  }

  private static List<String> names(String release, String namespace) throws IOException {
    return CHART.documents(new Release(release, namespace, "1.32.0", Map.of())).stream()
        .map(each -> Chart.object(each).orElseThrow())
        .map(each -> each.get("kind") + "/" + ((Map<?, ?>) each.get("metadata")).get("name"))
        .toList();
  }

  @Test
  void thePlainManifestIsMadeFromTheChart() throws IOException {
    assertThat(Files.readString(CHECKOUT.manifest()))
        .as("deploy/sallyport.yaml (./sallyport manifest writes it anew)")
        .isEqualTo(PlainManifest.of(CHART));
  }

  @Test
  void chartAndImagesHaveTheVersionOfTheProject() throws IOException {
    String version =
        Files.readString(CHECKOUT.root().resolve("pom.xml"))
            .replaceAll("(?s).*?<artifactId>sallyport</artifactId>\\s*<version>([^<]+)<.*", "$1");

    assertThat(Files.readString(CHECKOUT.chart().resolve("Chart.yaml")))
        .contains("\nversion: " + version + "\n")
        .contains("\nappVersion: " + version + "\n");
  }
}
