// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Peer;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Selector;
import dev.sallyport.wire.kube.ProtectsSpec.LabelOperator;
import dev.sallyport.wire.kube.ProtectsSpec.LabelSpec;
import dev.sallyport.wire.kube.ProtectsSpec.NamespacesSpec;
import dev.sallyport.wire.kube.ProtectsSpec.WorkloadSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads whom a policy means. */
final class SelectorReader {
  private final PolicyId id;
  private final ShapeCheck problems;
  private final Surroundings surroundings;

  SelectorReader(PolicyId id, ShapeCheck problems, Surroundings surroundings) {
    this.id = id;
    this.problems = problems;
    this.surroundings = surroundings;
  }

  /** Returns whose traffic it is about, or empty when no namespace is selected now. */
  Optional<Selector> protects(@Nullable ProtectsSpec spec) {
    if (spec == null) {
      return Optional.of(id.clusterWide() ? Selector.ALL : Selector.namespace(id.namespace()));
    }
    Set<String> kinds = new HashSet<>();
    Set<String> names = new HashSet<>();
    Set<WorkloadSpec> pairs = new HashSet<>();
    for (WorkloadSpec each : spec.workloads()) {
      kinds.add(each.kind());
      names.add(each.name());
      pairs.add(each);
    }
    if (pairs.size() != kinds.size() * names.size()) {
      problems.add(
          new SpecProblem(
              "spec.protects.workloads",
              "different kinds for different names",
              "each kind with each name",
              "Write one policy for each kind."));
    }
    kinds.remove("");
    return namespaces("spec.protects", spec.namespaces(), spec.namespaceSelector())
        .map(
            namespaces ->
                new Selector(
                    namespaces,
                    kinds,
                    patterns(List.copyOf(names)),
                    patterns(spec.serviceAccounts()),
                    labels("spec.protects", spec.labels(), spec.matchExpressions())));
  }

  /** Returns the peers that are meant now; none where selectors match nothing. */
  List<Peer> peers(String at, List<PeerSpec> specs) {
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      peers.addAll(peer(at + "[" + i + "]", specs.get(i)));
    }
    return peers;
  }

  private List<Peer> peer(String at, PeerSpec spec) {
    List<Peer> others = new ArrayList<>();
    if (!spec.host().isEmpty()) {
      others.add(new Peer.Host(new NamePattern(spec.host())));
    }
    if (spec.internet()) {
      others.add(new Peer.Internet());
    }
    if (spec.kubeApi()) {
      others.add(new Peer.KubeApi());
    }
    if (spec.nodes()) {
      others.add(new Peer.Nodes());
    }
    if (!spec.ai().isEmpty()) {
      others.add(new Peer.AiProvider(new NamePattern(spec.ai())));
    }
    boolean workloads = meansWorkloads(spec);
    if (others.size() + (spec.ingress() ? 1 : 0) + (workloads ? 1 : 0) != 1) {
      problems.add(
          new SpecProblem(
              at,
              Binding.write(spec).toString(),
              "workloads (workload, kind, labels, serviceAccount, namespaces), or one of host,"
                  + " internet, ingress, kubeApi, nodes or ai",
              "Write one item for each."));
    }
    if (spec.ingress()) {
      surroundings.ingress().stream()
          .sorted(Comparator.comparing(dev.sallyport.model.Workload::key))
          .forEach(each -> others.add(new Peer.Workloads(Selector.of(each))));
    }
    if (workloads) {
      selector(at, spec).ifPresent(each -> others.add(new Peer.Workloads(each)));
    }
    return others;
  }

  private static boolean meansWorkloads(PeerSpec spec) {
    return !spec.workload().isEmpty()
        || !spec.kind().isEmpty()
        || !spec.labels().isEmpty()
        || !spec.matchExpressions().isEmpty()
        || !spec.serviceAccount().isEmpty()
        || !spec.namespaces().isEmpty()
        || spec.namespaceSelector() != null;
  }

  private Optional<Selector> selector(String at, PeerSpec spec) {
    List<LabelRequirement> labels = labels(at, spec.labels(), spec.matchExpressions());
    return namespaces(at, spec.namespaces(), spec.namespaceSelector())
        .map(
            namespaces ->
                new Selector(
                    namespaces,
                    spec.kind().isEmpty() ? Set.of() : Set.of(spec.kind()),
                    pattern(spec.workload()),
                    pattern(spec.serviceAccount()),
                    labels));
  }

  /** Returns names of namespaces, none for all; empty when a selector matches no namespace now. */
  private Optional<Set<NamePattern>> namespaces(
      String at, List<String> names, @Nullable NamespacesSpec selector) {
    if (selector == null) {
      return Optional.of(
          names.isEmpty() && !id.clusterWide()
              ? Set.of(new NamePattern(id.namespace()))
              : patterns(names));
    }
    if (!names.isEmpty()) {
      problems.add(
          new SpecProblem(at, "namespaces and namespaceSelector", "one of them", "Leave one out."));
    }
    String here = at + ".namespaceSelector";
    List<LabelRequirement> labels =
        labels(here, selector.matchLabels(), selector.matchExpressions());
    Set<NamePattern> found = patterns(List.copyOf(surroundings.namespaces(labels)));
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /** Returns the requirements in an order of their own, so that equal ones are equal. */
  private List<LabelRequirement> labels(
      String at, Map<String, String> labels, List<LabelSpec> expressions) {
    List<LabelRequirement> all = new ArrayList<>();
    labels.forEach((key, value) -> all.add(LabelRequirement.is(key, value)));
    for (int i = 0; i < expressions.size(); i++) {
      LabelSpec each = expressions.get(i);
      LabelOperator operator = SpecReader.or(each.operator(), LabelOperator.EXISTS);
      boolean compares = operator == LabelOperator.IN || operator == LabelOperator.NOT_IN;
      if (compares == each.values().isEmpty()) {
        problems.add(
            new SpecProblem(
                at + ".matchExpressions[" + i + "].values",
                each.values().isEmpty() ? "" : String.join(", ", each.values()),
                compares ? "at least one value" : "none with " + Words.of(operator),
                ""));
      }
      all.add(
          new LabelRequirement(
              each.key(),
              LabelRequirement.Operator.valueOf(operator.name()),
              Set.copyOf(each.values())));
    }
    all.sort(
        Comparator.comparing(LabelRequirement::key)
            .thenComparing(LabelRequirement::operator)
            .thenComparing(each -> List.copyOf(new java.util.TreeSet<>(each.values())).toString()));
    return all;
  }

  static Set<NamePattern> pattern(String text) {
    return text.isEmpty() ? Set.of() : patterns(List.of(text));
  }

  /** Returns the patterns; none where one of them stands for every name anyway. */
  static Set<NamePattern> patterns(List<String> texts) {
    return texts.contains("*")
        ? Set.of()
        : texts.stream().map(NamePattern::new).collect(Collectors.toUnmodifiableSet());
  }
}
