// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.Mode;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Peer;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.model.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicySpecsTest {
  private static final Surroundings SHOP =
      new Surroundings() {
        @Override
        public Set<String> namespaces(List<LabelRequirement> labels) {
          return labels.stream().allMatch(each -> each.matches(Map.of("team", "web")))
              ? Set.of("web", "web-2")
              : Set.of();
        }

        @Override
        public Set<Workload> ingress() {
          return Set.of(new Workload("ingress", "Deployment", "nginx", "", new TreeMap<>()));
        }
      };

  @Test
  void readsWhatAPolicySays() {
    Policy policy = PolicySpecs.read(Yaml.parse(Yaml.CATALOG), SHOP).policy().orElseThrow();
    assertThat(policy.id()).isEqualTo(new PolicyId("shop", "catalog-read-only"));
    assertThat(policy.version()).isEqualTo(7);
    assertThat(policy.tier()).isEqualTo(PolicyTier.NAMESPACE);
    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(policy.enforcedPercent()).isEqualTo(25);
    assertThat(policy.onFailure()).isEqualTo(OnFailure.CLOSED);
    assertThat(policy.budget()).isEqualTo(Duration.ofMillis(80));
    assertThat(policy.denyInbound()).isTrue();
    assertThat(policy.denyOutbound()).isFalse();
    assertThat(policy.protects())
        .isEqualTo(
            new Selector(
                Set.of(new NamePattern("shop")),
                Set.of("Deployment"),
                Set.of(new NamePattern("catalog")),
                Set.of(),
                List.of()));
    assertThat(policy.rules()).hasSize(6);
    assertThat(policy.rules().get(1))
        .isEqualTo(
            new Rule(
                "no-deletes",
                Side.INBOUND,
                new Condition.AllOf(
                    List.of(
                        new Condition.Calls(
                            List.of(new CallPattern.Http(Set.of("DELETE"), Set.of()))))),
                new Response.Deny(403, "the catalog is read-only for this caller")));
  }

  @Test
  void resolvesWhatOnlyTheClusterKnows() {
    Policy policy = PolicySpecs.read(Yaml.parse(Yaml.CATALOG), SHOP).policy().orElseThrow();
    Condition.From from = part(policy.rules().getFirst(), Condition.From.class);
    assertThat(from.peers())
        .containsExactly(
            new Peer.Workloads(workload("shop", "storefront")),
            new Peer.Workloads(
                Selector.of(new Workload("ingress", "Deployment", "nginx", "", new TreeMap<>()))),
            new Peer.Workloads(
                new Selector(
                    Set.of(new NamePattern("web"), new NamePattern("web-2")),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    List.of())));
  }

  @Test
  void aRedactionTakesFromTheRuleWhatItDoesNotSay() {
    Policy policy = PolicySpecs.read(Yaml.parse(Yaml.CATALOG), SHOP).policy().orElseThrow();
    assertThat(policy.rules().get(3).response())
        .isEqualTo(
            new Response.Redact(
                new Redaction(
                    Set.of(DataClass.CREDIT_CARD, DataClass.SECRET),
                    Set.of(Direction.FROM_CLIENT),
                    Redaction.Method.MASK)));
  }

  @Test
  void whatIsWrittenReadsAsTheSame() {
    Policy policy = PolicySpecs.read(Yaml.parse(Yaml.CATALOG), SHOP).policy().orElseThrow();
    String json = PolicySpecs.write(policy).toString();
    assertThat(PolicySpecs.readResolved(json).problems()).isEmpty();
    assertThat(PolicySpecs.readResolved(json).policy()).contains(policy);
  }

  @Test
  void aConditionThatNoObjectCanSayIsNotWritten() {
    Policy policy = PolicySpecs.read(Yaml.parse(Yaml.CATALOG), SHOP).policy().orElseThrow();
    Condition never = new Condition.From(List.of());
    Rule rule = new Rule("never", Side.INBOUND, never, new Response.Allow());
    Policy odd =
        new Policy(
            policy.id(),
            1,
            policy.tier(),
            policy.protects(),
            List.of(rule),
            false,
            false,
            Mode.OBSERVE,
            100,
            OnFailure.OPEN,
            Policy.DEFAULT_BUDGET);
    assertThatThrownBy(() -> PolicySpecs.write(odd)).hasMessageContaining("never");
  }

  @Test
  void aRuleAboutNobodyIsLeftOutAndNotTurnedIntoOneAboutEverybody() {
    Read read =
        PolicySpecs.read(
            Yaml.parse(
                policy(
                    """
        inbound:
        - name: web
          from: [{namespaceSelector: {matchLabels: {team: nobody}}}]
          then: {allow: {}}
        """)),
            SHOP);
    assertThat(read.policy().orElseThrow().rules()).isEmpty();
    assertThat(read.notes()).singleElement().asString().contains("spec.inbound[0]");
  }

  @Test
  void aPolicyOfNoNamespaceProtectsNothing() {
    Read read =
        PolicySpecs.read(
            Yaml.parse(
                """
                apiVersion: sallyport.dev/v1alpha1
                kind: ClusterGuardPolicy
                metadata: {name: all}
                spec: {protects: {namespaceSelector: {matchLabels: {team: nobody}}}}
                """),
            SHOP);
    assertThat(read.accepted()).isTrue();
    assertThat(read.policy()).isEmpty();
    assertThat(read.notes()).hasSize(1);
  }

  @Test
  void aClusterPolicySpeaksInItsTier() {
    String text =
        """
        apiVersion: sallyport.dev/v1alpha1
        kind: ClusterGuardPolicy
        metadata: {name: base}
        spec: {tier: Baseline, default: {outbound: Deny}, protects: {namespaces: [shop, "team-*"]}}
        """;
    Policy policy = PolicySpecs.read(Yaml.parse(text), SHOP).policy().orElseThrow();
    assertThat(policy.tier()).isEqualTo(PolicyTier.BASELINE);
    assertThat(policy.denyOutbound()).isTrue();
    assertThat(PolicySpecs.readResolved(PolicySpecs.write(policy).toString()).policy())
        .contains(policy);
  }

  @Test
  void mistakesNameFieldAndFix() {
    problem("mod: Enforce", "spec.mod: 'mod' (expected: one of the fields");
    problem("mod: Enforce", "Did you mean 'mode'?");
    problem("mode: enforce", "spec.mode: 'enforce' (expected: Observe or Enforce). Did you mean");
    problem("tier: Admin", "spec.tier");
    problem("budget: 50", "spec.budget: '50' (expected: a text). Put it in quotation marks.");
    problem("budget: 5m", "spec.budget: '5m' (expected: milliseconds or seconds");
    problem("rollout: {percent: 10}", "spec.rollout.percent: '10' (expected: only with mode");
    problem("inbound: []", "spec.inbound: 'a list' (expected: at least 1 item)");
    problem("inbound: [{name: a}]", "spec.inbound[0].then: missing");
    problem("inbound: [{name: A, then: {allow: {}}}]", "spec.inbound[0].name: 'A'");
    problem("inbound: [{name: a, then: {}}]", "spec.inbound[0].then: missing (expected: exactly");
    problem(
        "inbound: [{name: a, then: {allow: {}, deny: {}}}]",
        "spec.inbound[0].then: 'allow and deny' (expected: exactly one of");
    problem(
        "inbound: [{name: a, then: {allow: {}}}, {name: a, then: {deny: {}}}]",
        "spec.inbound[1].name: 'a' (expected: unique");
    problem(
        "inbound: [{name: a, then: {allow: {}}}]\noutbound: [{name: a, then: {allow: {}}}]",
        "spec.outbound[0].name: 'a'");
    problem(
        "inbound: [{name: a, to: [{workload: x}], then: {allow: {}}}]",
        "Move the rule to outbound");
    problem(
        "inbound: [{name: a, from: [{workload: x, host: y.z}], then: {allow: {}}}]",
        "spec.inbound[0].from[0]");
    problem("inbound: [{name: a, from: [{}], then: {allow: {}}}]", "spec.inbound[0].from[0]");
    problem(
        "inbound: [{name: a, then: {redact: {}}}]",
        "spec.inbound[0].then.redact: missing (expected: what is replaced)");
    problem(
        "inbound: [{name: a, carries: {classes: [CREDIT_CARDS]}, then: {allow: {}}}]",
        "Did you mean 'CREDIT_CARD'?");
    problem(
        "inbound: [{name: a, calls: [{http: {paths: [/a/**/b]}}], then: {allow: {}}}]",
        "** only as the last segment");
    problem(
        "inbound: [{name: a, calls: [{http: {paths: [a]}}], then: {allow: {}}}]",
        "a path that begins with /");
    problem("inbound: [{name: a, then: {deny: {status: 200}}}]", "from 400 to 599");
    problem("inbound: [{name: a, then: {throttle: {perSecond: 0}}}]", "a number above 0");
    problem(
        "protects: {workloads: [{kind: Deployment, name: a}, {kind: StatefulSet, name: b}]}",
        "Write one policy for each kind");
  }

  @Test
  void whatIsAboutSomethingElseIsRefused() {
    assertThat(PolicySpecs.read(Map.of("kind", "Pod"), SHOP).accepted()).isFalse();
    assertThat(PolicySpecs.readResolved("{").accepted()).isFalse();
    assertThat(PolicySpecs.readResolved("[]").accepted()).isFalse();
  }

  private static void problem(String spec, String expected) {
    Read read = PolicySpecs.read(Yaml.parse(policy(spec)), SHOP);
    assertThat(read.policy()).as(spec).isEmpty();
    assertThat(read.problems().toString()).as(spec).contains(expected);
  }

  private static String policy(String spec) {
    return """
        apiVersion: sallyport.dev/v1alpha1
        kind: GuardPolicy
        metadata: {name: p, namespace: shop}
        spec:
        """
        + spec.strip().indent(2);
  }

  private static Selector workload(String namespace, String name) {
    return new Selector(
        Set.of(new NamePattern(namespace)),
        Set.of(),
        Set.of(new NamePattern(name)),
        Set.of(),
        List.of());
  }

  private static <C extends Condition> C part(Rule rule, Class<C> type) {
    return ((Condition.AllOf) rule.condition())
        .parts().stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }
}
