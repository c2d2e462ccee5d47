// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The nftables program of one node that makes cluster IPs work, kube-proxy style: a random ready
 * backend per new connection, refusal where there is none, source rewriting only for hairpins and
 * for traffic that leaves the cluster.
 */
public final class ServiceRules {
  private ServiceRules() {}

  /**
   * One port of one service address.
   *
   * @param address the cluster or load-balancer address
   * @param protocol {@code TCP} or {@code UDP}
   * @param port the service's port
   * @param backends ready backends, of the same family
   */
  public record Virtual(String address, String protocol, int port, List<Backend> backends) {}

  /** A pod (or the API server) behind a service port. */
  public record Backend(String address, int port) {}

  /** Replaces the node's service rules in one transaction. */
  public static void install(NodeNetwork node, List<Virtual> services) {
    HostCommand.run(
        render(node, services), List.of("ip", "netns", "exec", node.name(), "nft", "-f", "-"));
  }

  static String render(NodeNetwork node, List<Virtual> services) {
    StringBuilder rules = new StringBuilder();
    family(rules, "ip", services, v -> !v.address().contains(":"), leaving4(node));
    if (node.ipv6()) {
      family(rules, "ip6", services, v -> v.address().contains(":"), leaving6(node));
    }
    return rules.toString();
  }

  private static void family(
      StringBuilder rules,
      String family,
      List<Virtual> all,
      Predicate<Virtual> mine,
      String leaving) {
    List<Virtual> services = all.stream().filter(mine).toList();
    rules.append("table %s services\ndelete table %s services\n".formatted(family, family));
    rules.append("table %s services {\n  chain dispatch {\n".formatted(family));
    services.stream()
        .filter(v -> !v.backends().isEmpty())
        .forEach(v -> translate(rules, family, v));
    rules.append("  }\n  chain refuse {\n");
    services.stream().filter(v -> v.backends().isEmpty()).forEach(v -> refuse(rules, family, v));
    rules.append("  }\n");
    rules.append(
        "  chain prerouting { type nat hook prerouting priority dstnat; jump dispatch; }\n");
    rules.append("  chain output { type nat hook output priority -100; jump dispatch; }\n");
    rules.append("  chain forward { type filter hook forward priority filter; jump refuse; }\n");
    rules.append("  chain local { type filter hook output priority filter; jump refuse; }\n");
    rules.append("  chain postrouting {\n    type nat hook postrouting priority srcnat;\n");
    hairpin(rules, family, services);
    rules.append(leaving).append("  }\n}\n");
  }

  private static void translate(StringBuilder rules, String family, Virtual v) {
    rules.append("    %s daddr %s %s dport %d ".formatted(family, v.address(), proto(v), v.port()));
    List<Backend> backends = v.backends();
    rules.append("dnat to numgen random mod %d map {".formatted(backends.size()));
    for (int i = 0; i < backends.size(); i++) {
      Backend backend = backends.get(i);
      rules.append(
          "%s %d : %s . %d".formatted(i == 0 ? "" : ",", i, backend.address(), backend.port()));
    }
    rules.append(" }\n");
  }

  private static void refuse(StringBuilder rules, String family, Virtual v) {
    rules.append(
        "    %s daddr %s %s dport %d reject%s\n"
            .formatted(
                family,
                v.address(),
                proto(v),
                v.port(),
                v.protocol().equals("TCP") ? " with tcp reset" : ""));
  }

  /**
   * A pod that reaches itself through a service must see the node as the client, or its answer
   * takes a short cut.
   */
  private static void hairpin(StringBuilder rules, String family, List<Virtual> services) {
    services.stream()
        .flatMap(v -> v.backends().stream())
        .map(Backend::address)
        .distinct()
        .forEach(
            address ->
                rules.append(
                    "    ct status dnat %s saddr %s %s daddr %s masquerade\n"
                        .formatted(family, address, family, address)));
  }

  private static String leaving4(NodeNetwork node) {
    return "    ip saddr %s ip daddr != { 10.244.0.0/16, 10.96.0.0/16, 192.168.200.0/24 } masquerade\n"
        .formatted(node.podNet4());
  }

  private static String leaving6(NodeNetwork node) {
    return "    ip6 saddr %s ip6 daddr != { fd00::/8, fe80::/10 } masquerade\n"
        .formatted(node.podNet6());
  }

  private static String proto(Virtual v) {
    return v.protocol().toLowerCase(Locale.ROOT);
  }
}
