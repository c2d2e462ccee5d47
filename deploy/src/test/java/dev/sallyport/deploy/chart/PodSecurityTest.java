// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PodSecurityTest {
  @Test
  void controlHoldsAtRestricted() throws IOException {
    for (Map<String, Object> values : ChartTest.SETTINGS.values()) {
      Deployment control = only(Deployment.class, values);

      assertThat(PodSecurity.againstRestricted(control.getSpec().getTemplate())).isEmpty();
    }
  }

  @Test
  void thePodOfHelmTestHoldsAtRestricted() throws IOException {
    Pod test = only(Pod.class, Map.of());

    assertThat(PodSecurity.againstRestricted(template(test))).isEmpty();
  }

  @Test
  void theNodeProgramNeedsWhatTheDocumentsSayAndNoMore() throws IOException {
    DaemonSet node = only(DaemonSet.class, Map.of());

    assertThat(PodSecurity.againstBaseline(node.getSpec().getTemplate()))
        .containsExactly(
            "AppArmor", "Capabilities", "Host Namespaces", "HostPath Volumes", "SELinux");
  }

  @Test
  void aPrivilegedPodIsFound() {
    Pod pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec:
              securityContext: {}
              containers:
                - name: a
                  securityContext: {privileged: true}
            """,
            Pod.class);

    assertThat(PodSecurity.againstRestricted(template(pod)))
        .containsExactly(
            "Capabilities",
            "Privilege Escalation",
            "Privileged Containers",
            "Running as Non-root",
            "Seccomp");
  }

  @Test
  void rolesReadAndWriteNothingButPoliciesEventsAboutThemAndOneNamedObject() throws IOException {
    for (Map<String, Object> values : ChartTest.SETTINGS.values()) {
      assertThat(all(ClusterRole.class, values))
          .isNotEmpty()
          .flatExtracting(ClusterRole::getRules)
          .allSatisfy(
              rule -> {
                boolean own = rule.getApiGroups().equals(List.of("sallyport.dev"));
                // Rights that people hold, to resources that exist in rules alone.
                boolean people = own && !rule.getResources().getFirst().contains("guardpolicies");
                boolean create =
                    List.of("events", "tokenreviews", "subjectaccessreviews")
                        .containsAll(rule.getResources());
                boolean named = !rule.getResourceNames().isEmpty();
                boolean taint =
                    rule.getResources().equals(List.of("nodes"))
                        && values.toString().contains("startupTaint");
                assertThat(rule.getVerbs())
                    .isSubsetOf(
                        "get",
                        "list",
                        people ? "simulate" : "watch",
                        people
                            ? "update"
                            : own || named || taint ? "patch" : create ? "create" : "get");
                assertThat(rule.getResources())
                    .isNotEmpty()
                    .doesNotContain("*", "secrets", "configmaps");
                assertThat(rule.getApiGroups()).isNotEmpty().doesNotContain("*");
              });
    }
  }

  @Test
  void secretsAreReachedByNameAlone() throws IOException {
    for (Map<String, Object> values : ChartTest.SETTINGS.values()) {
      assertThat(all(Role.class, values))
          .flatExtracting(Role::getRules)
          .filteredOn(rule -> rule.getResources().contains("secrets"))
          .isNotEmpty()
          .allSatisfy(
              rule -> {
                boolean ofSomebodyElse = rule.getResourceNames().equals(List.of("company"));
                assertThat(rule.getResourceNames())
                    .containsExactly(ofSomebodyElse ? "company" : "sallyport-ca");
                assertThat(rule.getVerbs())
                    .containsExactlyInAnyOrder(
                        ofSomebodyElse ? new String[] {"get"} : new String[] {"get", "update"});
              });
    }
  }

  @Test
  void nodesReadOneConfigMapByNameAndWriteNone() throws IOException {
    List<PolicyRule> rules =
        all(Role.class, Map.of()).stream()
            .filter(role -> role.getMetadata().getName().equals("sallyport-node"))
            .flatMap(role -> role.getRules().stream())
            .toList();

    assertThat(rules).hasSize(1);
    assertThat(rules.getFirst().getResources()).containsExactly("configmaps");
    assertThat(rules.getFirst().getResourceNames()).containsExactly("sallyport-ca");
    assertThat(rules.getFirst().getVerbs()).containsExactly("get");
  }

  private static PodTemplateSpec template(Pod pod) {
    PodTemplateSpec template = new PodTemplateSpec();
    template.setMetadata(pod.getMetadata());
    template.setSpec(pod.getSpec());
    return template;
  }

  private static <T> T only(Class<T> type, Map<String, Object> values) throws IOException {
    List<T> found = all(type, values);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static <T> List<T> all(Class<T> type, Map<String, Object> values) throws IOException {
    Release release = Release.standard(values);
    return Stream.concat(
            ChartTest.CHART.documents(release).stream(), ChartTest.CHART.hooks(release).stream())
        .map(Serialization::unmarshal)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
