// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import dev.sallyport.policy.network.NetworkPolicy.Tier;
import dev.sallyport.policy.network.NetworkRule.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NetworkPolicy of <code>networking.k8s.io/v1</code> from its manifest. */
final class PolicyReader {
  private PolicyReader() {}

  static NetworkPolicy read(Fields object, String namespace, String name) {
    Fields spec = object.at("spec");
    List<String> types = spec.at("policyTypes").items().stream().map(PolicyReader::type).toList();
    boolean ingress = types.isEmpty() || types.contains("Ingress");
    boolean egress = types.contains("Egress") || types.isEmpty() && spec.has("egress");
    return new NetworkPolicy(
        "NetworkPolicy",
        namespace + "/" + name,
        Tier.NAMESPACE,
        0,
        new Peer.PodsOf(namespace, spec.at("podSelector").selector()),
        ingress ? Optional.of(rules(spec.at("ingress"), "from", namespace)) : Optional.empty(),
        egress ? Optional.of(rules(spec.at("egress"), "to", namespace)) : Optional.empty());
  }

  private static String type(Fields type) {
    String text = type.text("");
    if (!text.equals("Ingress") && !text.equals("Egress")) {
      throw new Fields.BadField(type.path(), "Ingress or Egress", type.value());
    }
    return text;
  }

  private static List<NetworkRule> rules(Fields rules, String peers, String namespace) {
    List<NetworkRule> all = new ArrayList<>();
    for (Fields rule : rules.items()) {
      all.add(
          new NetworkRule(
              Integer.toString(all.size() + 1),
              Action.ALLOW,
              peers(rule.at(peers), namespace),
              ports(rule.at("ports"))));
    }
    return all;
  }

  private static List<Peer> peers(Fields peers, String namespace) {
    if (peers.items().isEmpty()) {
      return List.of(new Peer.Anyone());
    }
    return peers.items().stream().map(peer -> peer(peer, namespace)).toList();
  }

  private static Peer peer(Fields peer, String namespace) {
    boolean pods = peer.names("podSelector") && peer.has("podSelector");
    boolean namespaces = peer.names("namespaceSelector") && peer.has("namespaceSelector");
    if (peer.has("ipBlock")) {
      if (pods || namespaces) {
        throw new Fields.BadField(peer.path(), "either ipBlock or selectors", "both");
      }
      return new Peer.Outside(block(peer.at("ipBlock")));
    }
    if (!pods && !namespaces) {
      throw new Fields.BadField(
          peer.path(), "podSelector, namespaceSelector or ipBlock", peer.value());
    }
    LabelSelector selected = peer.at("podSelector").selector();
    return namespaces
        ? new Peer.Pods(peer.at("namespaceSelector").selector(), selected)
        : new Peer.PodsOf(namespace, selected);
  }

  private static IpBlock block(Fields block) {
    IpBlock.Cidr whole = cidr(block.at("cidr"));
    List<IpBlock.Cidr> except =
        block.at("except").items().stream().map(PolicyReader::cidr).toList();
    return new IpBlock(whole, except);
  }

  static IpBlock.Cidr cidr(Fields text) {
    return text.text()
        .filter(written -> written.indexOf('/') > 0)
        .flatMap(IpBlock.Cidr::of)
        .orElseThrow(
            () -> new Fields.BadField(text.path(), "a block such as 10.0.0.0/8", text.value()));
  }

  private static List<PortMatch> ports(Fields ports) {
    if (ports.items().isEmpty()) {
      return NetworkRule.EVERY_PORT;
    }
    return ports.items().stream().map(PolicyReader::port).toList();
  }

  private static PortMatch port(Fields port) {
    Transport transport = transport(port.at("protocol"));
    Fields number = port.at("port");
    if (!number.isPresent()) {
      if (port.has("endPort")) {
        throw new Fields.BadField(number.path(), "a number beside endPort", null);
      }
      return new PortMatch.Numbers(Connections.of(transport, PortSet.ALL));
    }
    if (number.value() instanceof String name && !name.matches("[0-9]+")) {
      return new PortMatch.Named(name, Optional.of(transport));
    }
    int first = number.port();
    int last = port.has("endPort") ? port.at("endPort").port() : first;
    return numbers(port.at("endPort").path(), transport, first, last);
  }

  static PortMatch numbers(String path, Transport transport, int first, int last) {
    if (last < first) {
      throw new Fields.BadField(path, "an end not below the start " + first, last);
    }
    return new PortMatch.Numbers(Connections.of(transport, PortSet.range(first, last)));
  }

  static Transport transport(Fields protocol) {
    return Transport.named(protocol.text("TCP"))
        .orElseThrow(
            () -> new Fields.BadField(protocol.path(), "TCP, UDP or SCTP", protocol.value()));
  }
}
