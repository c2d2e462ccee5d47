// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Peer;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Selector;
import dev.sallyport.wire.kube.ProtectsSpec.LabelOperator;
import dev.sallyport.wire.kube.ProtectsSpec.LabelSpec;
import dev.sallyport.wire.kube.ProtectsSpec.WorkloadSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes whom a policy means. */
final class SelectorWriter {
  private final PolicyId id;

  SelectorWriter(PolicyId id) {
    this.id = id;
  }

  @Nullable ProtectsSpec protects(Selector selector) {
    List<WorkloadSpec> workloads = new ArrayList<>();
    if (!selector.kinds().isEmpty() || !selector.names().isEmpty()) {
      for (String kind : orNone(selector.kinds())) {
        texts(selector.names(), "*").forEach(name -> workloads.add(new WorkloadSpec(kind, name)));
      }
    }
    boolean own = selector.namespaces().equals(ownNamespace());
    if (!own && !id.clusterWide()) {
      throw new IllegalArgumentException(
          id + ": protects " + selector.namespaces() + " (expected: its own namespace)");
    }
    ProtectsSpec spec =
        new ProtectsSpec(
            workloads,
            labels(selector.labels()),
            expressions(selector.labels()),
            texts(selector.serviceAccounts()),
            own ? List.of() : texts(selector.namespaces()),
            null);
    return Binding.write(spec).isEmpty() ? null : spec;
  }

  List<PeerSpec> peers(List<Peer> peers) {
    return peers.stream().flatMap(each -> peer(each).stream()).toList();
  }

  private List<PeerSpec> peer(Peer peer) {
    return switch (peer) {
      case Peer.Workloads(Selector selector) -> workloads(selector);
      case Peer.Host(NamePattern name) -> other("host", name.text());
      case Peer.AiProvider(NamePattern provider) -> other("ai", provider.text());
      case Peer.Internet() -> other("internet", "");
      case Peer.KubeApi() -> other("kubeApi", "");
      case Peer.Nodes() -> other("nodes", "");
    };
  }

  private static List<PeerSpec> other(String what, String text) {
    return List.of(
        new PeerSpec(
            "",
            "",
            Map.of(),
            List.of(),
            "",
            List.of(),
            null,
            what.equals("host") ? text : "",
            what.equals("internet"),
            false,
            what.equals("kubeApi"),
            what.equals("nodes"),
            what.equals("ai") ? text : ""));
  }

  /** One item for each kind with each name and service account. */
  private List<PeerSpec> workloads(Selector selector) {
    boolean own = !id.clusterWide() && selector.namespaces().equals(ownNamespace());
    List<PeerSpec> peers = new ArrayList<>();
    for (String kind : orNone(selector.kinds())) {
      for (String name : texts(selector.names(), "")) {
        for (String account : texts(selector.serviceAccounts(), "")) {
          boolean bare =
              kind.isEmpty() && name.isEmpty() && account.isEmpty() && selector.labels().isEmpty();
          peers.add(peer(selector, kind, name, account, namespaces(selector, own, bare)));
        }
      }
    }
    return peers;
  }

  private PeerSpec peer(
      Selector selector, String kind, String name, String account, List<String> namespaces) {
    return new PeerSpec(
        name,
        kind,
        labels(selector.labels()),
        expressions(selector.labels()),
        account,
        namespaces,
        null,
        "",
        false,
        false,
        false,
        false,
        "");
  }

  private List<String> namespaces(Selector selector, boolean own, boolean bare) {
    if (own) {
      return bare ? List.of(id.namespace()) : List.of();
    }
    return selector.namespaces().isEmpty() && id.clusterWide() && !bare
        ? List.of()
        : texts(selector.namespaces(), "*");
  }

  private Set<NamePattern> ownNamespace() {
    return id.clusterWide() ? Set.of() : Set.of(new NamePattern(id.namespace()));
  }

  private static boolean plain(LabelRequirement each) {
    return each.operator() == LabelRequirement.Operator.IN && each.values().size() == 1;
  }

  private static Map<String, String> labels(List<LabelRequirement> all) {
    Map<String, String> labels = new TreeMap<>();
    all.stream()
        .filter(SelectorWriter::plain)
        .forEach(each -> labels.putIfAbsent(each.key(), each.values().iterator().next()));
    return labels;
  }

  /** A label that must have two values at once matches nothing, and must go on doing so. */
  private static List<LabelSpec> expressions(List<LabelRequirement> all) {
    Map<String, String> written = labels(all);
    return all.stream()
        .filter(
            each -> !plain(each) || !each.values().contains(written.getOrDefault(each.key(), "")))
        .map(
            each ->
                new LabelSpec(
                    each.key(),
                    LabelOperator.valueOf(each.operator().name()),
                    each.values().stream().sorted().toList()))
        .toList();
  }

  private static List<String> orNone(Collection<String> kinds) {
    return kinds.isEmpty() ? List.of("") : kinds.stream().sorted().toList();
  }

  private static List<String> texts(Set<NamePattern> patterns) {
    return patterns.stream().map(NamePattern::text).sorted().toList();
  }

  private static List<String> texts(Set<NamePattern> patterns, String forAll) {
    return patterns.isEmpty() ? List.of(forAll) : texts(patterns);
  }
}
