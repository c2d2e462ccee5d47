// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.network.NetworkPolicy.Tier;
import dev.sallyport.policy.network.NetworkRule.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Laws on random clusters; the number of the repetition is the seed. */
class ReachabilityLawsTest {
  private static final String[] LABELS = {"a", "b", "c"};

  @RepeatedTest(60)
  void orderOfPoliciesAndPodsDoesNotMatter(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    List<PodGroup> pods = pods(random);
    List<NetworkPolicy> policies = policies(random, 6);
    List<AllowedConnection> before = of(pods, policies);
    Collections.shuffle(pods, random);
    Collections.shuffle(policies, random);
    assertThat(of(pods, policies)).isEqualTo(before);
  }

  @RepeatedTest(60)
  void anotherAllowingRuleNeverTakesAConnectionAway(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    List<PodGroup> pods = pods(random);
    List<NetworkPolicy> policies = new ArrayList<>(policies(random, 4));
    policies.removeIf(policy -> policy.tier() != Tier.NAMESPACE);
    if (policies.isEmpty()) {
      return;
    }
    List<AllowedConnection> before = of(pods, policies);
    NetworkPolicy wider = policies.removeFirst();
    policies.add(
        new NetworkPolicy(
            wider.kind(),
            wider.name(),
            wider.tier(),
            0,
            wider.subject(),
            wider.ingress().map(rules -> with(rules, rule(random, Action.ALLOW))),
            wider.egress().map(rules -> with(rules, rule(random, Action.ALLOW)))));
    List<NetworkDiff.Change> changes = NetworkDiff.of(before, of(pods, policies));
    assertThat(changes)
        .allSatisfy(change -> assertThat(change.before().minus(change.after()).isNone()).isTrue());
  }

  @RepeatedTest(60)
  void everyAnswerToAProbeAgreesWithTheList(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    List<PodGroup> pods = pods(random);
    ClusterNetwork network = new ClusterNetwork(pods, policies(random, 6), List.of(), List.of());
    List<AllowedConnection> all = Reachability.of(network);
    for (PodGroup source : pods) {
      for (PodGroup target : pods) {
        if (source.toString().equals(target.toString())) {
          continue;
        }
        for (int port : new int[] {1, 80, 443, 8080, 65_535}) {
          boolean listed =
              all.stream()
                  .filter(each -> each.source().toString().equals(source.toString()))
                  .filter(each -> each.target().toString().equals(target.toString()))
                  .anyMatch(each -> each.connections().contains(Transport.TCP, port));
          NetworkProbe probe =
              new NetworkProbe(
                  new NetworkProbe.End.Pods(source),
                  new NetworkProbe.End.Pods(target),
                  Transport.TCP,
                  port);
          assertThat(probe.ask(network).allowed()).as("%s", probe).isEqualTo(listed);
        }
      }
    }
  }

  private static List<AllowedConnection> of(List<PodGroup> pods, List<NetworkPolicy> policies) {
    return Reachability.of(new ClusterNetwork(pods, policies, List.of(), List.of()));
  }

  private static List<PodGroup> pods(Random random) {
    List<PodGroup> pods = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String namespace = "n" + random.nextInt(3);
      pods.add(
          new PodGroup(
              namespace,
              Map.of("kubernetes.io/metadata.name", namespace),
              "pod" + i,
              "Deployment",
              Map.of("l", LABELS[random.nextInt(3)]),
              List.of(new PodGroup.NamedPort("main", Transport.TCP, 80 + random.nextInt(2)))));
    }
    return pods;
  }

  private static List<NetworkPolicy> policies(Random random, int count) {
    List<NetworkPolicy> policies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tier tier = Tier.values()[random.nextInt(3)];
      policies.add(
          new NetworkPolicy(
              "Policy",
              "p" + i,
              tier,
              i,
              new Peer.Pods(LabelSelector.EVERYTHING, selector(random)),
              random.nextInt(3) > 0 ? Optional.of(rules(random, tier)) : Optional.empty(),
              random.nextInt(3) > 0 ? Optional.of(rules(random, tier)) : Optional.empty()));
    }
    return policies;
  }

  private static List<NetworkRule> rules(Random random, Tier tier) {
    List<NetworkRule> rules = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Action action =
          switch (tier) {
            case NAMESPACE -> Action.ALLOW;
            case ADMIN -> Action.values()[random.nextInt(3)];
            case BASELINE -> Action.values()[random.nextInt(2)];
          };
      rules.add(rule(random, action));
    }
    return rules;
  }

  private static NetworkRule rule(Random random, Action action) {
    Peer peer =
        switch (random.nextInt(4)) {
          case 0 -> new Peer.Anyone();
          case 1 ->
              new Peer.Outside(
                  new IpBlock(
                      IpBlock.Cidr.of(random.nextInt(256) + ".0.0.0/" + (4 + random.nextInt(20)))
                          .orElseThrow(),
                      List.of()));
          default -> new Peer.Pods(LabelSelector.EVERYTHING, selector(random));
        };
    PortMatch port =
        switch (random.nextInt(3)) {
          case 0 -> new PortMatch.Numbers(Connections.ALL);
          case 1 -> new PortMatch.Named("main", Optional.empty());
          default ->
              new PortMatch.Numbers(
                  Connections.of(Transport.TCP, PortSet.range(60 + random.nextInt(30), 443)));
        };
    return new NetworkRule("r", action, List.of(peer), List.of(port));
  }

  private static LabelSelector selector(Random random) {
    return new LabelSelector(
        List.of(
            new LabelSelector.Requirement(
                "l",
                random.nextBoolean() ? LabelSelector.Operator.IN : LabelSelector.Operator.NOT_IN,
                Set.of(LABELS[random.nextInt(3)]))));
  }

  private static List<NetworkRule> with(List<NetworkRule> rules, NetworkRule another) {
    List<NetworkRule> all = new ArrayList<>(rules);
    all.add(another);
    return all;
  }
}
