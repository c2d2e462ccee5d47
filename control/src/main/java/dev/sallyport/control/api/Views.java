// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.catalogue.ApiCatalogue;
import dev.sallyport.blueprint.catalogue.PathLimits;
import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.BlueprintParty;
import dev.sallyport.blueprint.graph.DataFlows;
import dev.sallyport.blueprint.graph.ExpectedNode;
import dev.sallyport.control.kube.ClusterSnapshot;
import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.kube.KnownPod;
import dev.sallyport.control.kube.WorkloadState;
import dev.sallyport.control.link.NodeRecord;
import dev.sallyport.control.link.NodeRoster;
import dev.sallyport.control.picture.Picture;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.api.ApiViews;
import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.DataViews;
import dev.sallyport.wire.api.DenialView;
import dev.sallyport.wire.api.FindingView;
import dev.sallyport.wire.api.PolicyViews;
import dev.sallyport.wire.api.ProvenanceView;
import dev.sallyport.wire.api.WorkloadFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the API says, made from the picture, the cluster and the nodes at most once a second. */
public final class Views {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private static final Set<String> WATCHED =
      Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod");

  private final Picture picture;
  private final ClusterState cluster;
  private final BooleanSupplier clusterSynced;
  private final NodeRoster roster;
  private final BooleanSupplier restored;
  private final Remembered<Blueprint> seen;
  private final Remembered<DataFlows> dataFlows;
  private final Remembered<ApiCatalogue> apis;
  private final Remembered<List<FindingView>> findings;
  private final Remembered<List<DenialView>> denials;
  private final Remembered<BlueprintView> blueprint;
  private final Remembered<JsonBody> blueprintJson;
  private volatile Supplier<Optional<Declarations>> declarations = Optional::empty;

  /**
   * Returns views.
   *
   * @param picture what was seen in traffic
   * @param cluster what Kubernetes says
   * @param clusterSynced whether Kubernetes was read in full, so that what is absent is gone
   * @param roster what nodes say
   * @param restored whether what was seen before this start is in the picture
   * @param clock wall clock
   */
  public Views(
      Picture picture,
      ClusterState cluster,
      BooleanSupplier clusterSynced,
      NodeRoster roster,
      BooleanSupplier restored,
      InstantSource clock) {
    this.picture = requireNonNull(picture, "picture");
    this.cluster = requireNonNull(cluster, "cluster");
    this.clusterSynced = requireNonNull(clusterSynced, "clusterSynced");
    this.roster = requireNonNull(roster, "roster");
    this.restored = requireNonNull(restored, "restored");
    this.seen = new Remembered<>(clock, PERIOD, now -> picture.snapshot(now, expected()));
    this.dataFlows = new Remembered<>(clock, PERIOD, _ -> DataFlows.of(seen.get()));
    this.apis =
        new Remembered<>(clock, PERIOD, _ -> ApiCatalogue.of(seen.get(), PathLimits.DEFAULT));
    this.findings = new Remembered<>(clock, PERIOD, _ -> DataViews.findings(seen.get()));
    this.denials = new Remembered<>(clock, PERIOD, _ -> PolicyViews.denials(seen.get()));
    this.blueprint = new Remembered<>(clock, PERIOD, this::make);
    this.blueprintJson = new Remembered<>(clock, PERIOD, _ -> JsonBody.of(blueprint.get()));
  }

  /** From now on says of every edge what network policies say of it. */
  void declaredBy(Supplier<Optional<Declarations>> declarations) {
    this.declarations = declarations;
  }

  BlueprintView blueprint() {
    return blueprint.get();
  }

  Optional<BlueprintEdge> edge(String key) {
    return seen.get().edges().stream().filter(each -> each.id().key().equals(key)).findFirst();
  }

  JsonBody blueprintJson() {
    return blueprintJson.get();
  }

  DataFlows dataFlows() {
    return dataFlows.get();
  }

  ApiCatalogue apis() {
    return apis.get();
  }

  List<FindingView> findings() {
    return findings.get();
  }

  List<DenialView> denials() {
    return denials.get();
  }

  private BlueprintView make(Instant now) {
    Blueprint known = picture.snapshot(now, expected());
    return declared(admitGaps(ApiViews.blueprint(known, facts(known))));
  }

  private BlueprintView declared(BlueprintView view) {
    Optional<Declarations> known = declarations.get();
    return known.isEmpty()
        ? view
        : new BlueprintView(
            view.generatedAt(),
            view.window(),
            view.parties(),
            view.edges().stream()
                .map(each -> each.declared(known.get().of(each).orElse(null)))
                .toList(),
            view.provenance());
  }

  /** Adds what this program itself knows to be missing. */
  private BlueprintView admitGaps(BlueprintView view) {
    List<String> missing = new ArrayList<>(view.provenance().missing());
    if (!restored.getAsBoolean()) {
      missing.add("What was seen before this start is not read from the database yet.");
    }
    if (!clusterSynced.getAsBoolean()) {
      missing.add("Kubernetes is not read in full yet, so workloads without traffic are missing.");
    }
    return missing.size() == view.provenance().missing().size()
        ? view
        : new BlueprintView(
            view.generatedAt(),
            view.window(),
            view.parties(),
            view.edges(),
            new ProvenanceView(
                view.provenance().nodes(), false, missing, view.provenance().openBefore()));
  }

  private List<ExpectedNode> expected() {
    Map<String, ExpectedNode> nodes = new TreeMap<>();
    cluster.nodeNames().forEach(name -> nodes.put(name, new ExpectedNode(name, false)));
    for (NodeRecord each : roster.nodes()) {
      nodes.put(each.name(), new ExpectedNode(each.name(), each.connected()));
    }
    return List.copyOf(nodes.values());
  }

  private List<WorkloadFacts> facts(Blueprint seen) {
    ClusterSnapshot snapshot = cluster.snapshot();
    Set<String> ingress = cluster.ingressWorkloads();
    List<WorkloadFacts> facts = new ArrayList<>();
    for (WorkloadState each : snapshot.workloads().values()) {
      int captured =
          (int)
              each.pods().stream()
                  .filter(KnownPod::running)
                  .filter(pod -> roster.captured(pod.uid(), pod.node()))
                  .count();
      facts.add(
          new WorkloadFacts(
              each.workload(),
              each.running(),
              captured,
              each.ended(),
              ingress.contains(each.workload().key())));
    }
    if (clusterSynced.getAsBoolean()) {
      facts.addAll(gone(seen, snapshot));
    }
    return facts;
  }

  /**
   * Workloads that were seen in traffic and that Kubernetes has no more, nor remembers. Of kinds
   * that are not watched nothing is claimed: a Service that stands for what is behind it is none of
   * them.
   */
  private static List<WorkloadFacts> gone(Blueprint seen, ClusterSnapshot snapshot) {
    List<WorkloadFacts> facts = new ArrayList<>();
    Set<String> known = new HashSet<>(snapshot.workloads().keySet());
    for (BlueprintParty each : seen.parties()) {
      if (each.party() instanceof Workload workload
          && WATCHED.contains(workload.kind())
          && known.add(workload.key())) {
        facts.add(new WorkloadFacts(workload, 0, 0, true, false));
      }
    }
    return facts;
  }
}
