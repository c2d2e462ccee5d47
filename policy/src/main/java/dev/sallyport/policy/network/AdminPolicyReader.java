// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import dev.sallyport.policy.network.NetworkPolicy.Tier;
import dev.sallyport.policy.network.NetworkRule.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy (<code>policy.networking.k8s.io/v1alpha1</code>
 * ) and ClusterNetworkPolicy (<code>v1alpha2</code>) from their manifests. Peers that stand for
 * nodes or for domain names select no pod and no address here, and are reported as such.
 */
final class AdminPolicyReader {
  private static final int PRIORITY_MAX = 1000;

  private final String kind;
  private final Consumer<String> remarks;

  AdminPolicyReader(String kind, Consumer<String> remarks) {
    this.kind = kind;
    this.remarks = remarks;
  }

  NetworkPolicy read(Fields object, String name) {
    Fields spec = object.at("spec");
    return new NetworkPolicy(
        kind,
        name,
        tier(spec),
        kind.equals("BaselineAdminNetworkPolicy") ? 0 : priority(spec.at("priority")),
        subject(spec.at("subject")),
        rules(spec.at("ingress"), "from"),
        rules(spec.at("egress"), "to"));
  }

  private Tier tier(Fields spec) {
    return switch (kind) {
      case "AdminNetworkPolicy" -> Tier.ADMIN;
      case "BaselineAdminNetworkPolicy" -> Tier.BASELINE;
      default ->
          switch (spec.at("tier").text("")) {
            case "Admin" -> Tier.ADMIN;
            case "Baseline" -> Tier.BASELINE;
            default ->
                throw new Fields.BadField(
                    spec.at("tier").path(), "Admin or Baseline", spec.at("tier").value());
          };
    };
  }

  private static int priority(Fields priority) {
    int number = priority.number();
    if (number < 0 || number > PRIORITY_MAX) {
      throw new Fields.BadField(priority.path(), "0 to " + PRIORITY_MAX, number);
    }
    return number;
  }

  private static Peer subject(Fields subject) {
    return pods(subject)
        .orElseThrow(
            () -> new Fields.BadField(subject.path(), "namespaces or pods", subject.value()));
  }

  private static Optional<Peer> pods(Fields peer) {
    if (peer.has("namespaces") && peer.has("pods")) {
      throw new Fields.BadField(peer.path(), "either namespaces or pods", "both");
    }
    if (peer.has("namespaces")) {
      return Optional.of(new Peer.Pods(peer.at("namespaces").selector(), LabelSelector.EVERYTHING));
    }
    if (peer.has("pods")) {
      Fields pods = peer.at("pods");
      return Optional.of(
          new Peer.Pods(
              pods.at("namespaceSelector").selector(), pods.at("podSelector").selector()));
    }
    return Optional.empty();
  }

  private Optional<List<NetworkRule>> rules(Fields rules, String peers) {
    if (rules.items().isEmpty()) {
      return Optional.empty();
    }
    List<NetworkRule> all = new ArrayList<>();
    for (Fields rule : rules.items()) {
      all.add(
          new NetworkRule(
              rule.at("name").text(Integer.toString(all.size() + 1)),
              action(rule.at("action")),
              peers(rule.at(peers)),
              ports(rule)));
    }
    return Optional.of(all);
  }

  private Action action(Fields action) {
    String written = action.text("");
    if (written.equals("Pass") && kind.equals("BaselineAdminNetworkPolicy")) {
      throw new Fields.BadField(action.path(), "Allow or Deny", written);
    }
    return switch (written) {
      case "Allow", "Accept" -> Action.ALLOW;
      case "Deny" -> Action.DENY;
      case "Pass" -> Action.PASS;
      default -> throw new Fields.BadField(action.path(), "Allow, Deny or Pass", action.value());
    };
  }

  private List<Peer> peers(Fields peers) {
    if (peers.items().isEmpty()) {
      throw new Fields.BadField(peers.path(), "at least one peer", peers.value());
    }
    List<Peer> all = new ArrayList<>();
    for (Fields peer : peers.items()) {
      Optional<Peer> pods = pods(peer);
      if (pods.isPresent()) {
        all.add(pods.get());
      } else if (peer.has("networks")) {
        for (Fields network : peer.at("networks").items()) {
          all.add(new Peer.Outside(new IpBlock(PolicyReader.cidr(network), List.of())));
        }
      } else if (peer.has("nodes") || peer.has("domainNames")) {
        remarks.accept(
            peer.path() + ": nodes and domain names are not pods or addresses; not looked at");
      } else {
        throw new Fields.BadField(peer.path(), "namespaces, pods or networks", peer.value());
      }
    }
    return all;
  }

  private List<PortMatch> ports(Fields rule) {
    Fields ports = rule.has("protocols") ? rule.at("protocols") : rule.at("ports");
    if (ports.items().isEmpty()) {
      return NetworkRule.EVERY_PORT;
    }
    return ports.items().stream().map(AdminPolicyReader::port).toList();
  }

  private static PortMatch port(Fields port) {
    if (port.has("namedPort")) {
      return new PortMatch.Named(port.at("namedPort").text(""), Optional.empty());
    }
    if (port.has("destinationNamedPort")) {
      return new PortMatch.Named(port.at("destinationNamedPort").text(""), Optional.empty());
    }
    if (port.has("portNumber")) {
      Fields number = port.at("portNumber");
      return range(number, number.at("protocol"), number.at("port"), number.at("port"));
    }
    if (port.has("portRange")) {
      Fields range = port.at("portRange");
      return range(range, range.at("protocol"), range.at("start"), range.at("end"));
    }
    for (Transport transport : Transport.values()) {
      String name = transport.name().toLowerCase(Locale.ROOT);
      if (port.names(name)) {
        return destination(transport, port.at(name, "destinationPort"));
      }
    }
    throw new Fields.BadField(
        port.path(), "portNumber, portRange, namedPort, tcp, udp or sctp", port.value());
  }

  private static PortMatch destination(Transport transport, Fields destination) {
    if (destination.has("number")) {
      int number = destination.at("number").port();
      return PolicyReader.numbers(destination.path(), transport, number, number);
    }
    if (destination.has("range")) {
      Fields range = destination.at("range");
      return PolicyReader.numbers(
          range.path(), transport, range.at("start").port(), range.at("end").port());
    }
    return new PortMatch.Numbers(Connections.of(transport, PortSet.ALL));
  }

  private static PortMatch range(Fields at, Fields protocol, Fields first, Fields last) {
    return PolicyReader.numbers(
        at.path(), PolicyReader.transport(protocol), first.port(), last.port());
  }
}
