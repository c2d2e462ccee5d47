// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps a {@link ClusterState} in step with the Kubernetes API by list and watch. A kind that
 * cannot be read, for lack of rights or because the API is down, is retried for ever and does not
 * hold up the others.
 */
public final class KubeWatch implements AutoCloseable {

  private final List<Watched<?>> kinds = new ArrayList<>();
  private final KubernetesClient client;
  private final ClusterState state;
  private final Duration resync;
  private final Watched<?> pods;
  private final Watchdog watchdog;

  /** Returns a watch that has not started; whoever made {@code client} closes it. */
  public KubeWatch(KubernetesClient client, ClusterState state, Duration resync) {
    this(client, state, resync, Patience.DEFAULT);
  }

  KubeWatch(KubernetesClient client, ClusterState state, Duration resync, Patience patience) {
    this.client = requireNonNull(client, "client");
    this.state = requireNonNull(state, "state");
    this.resync = requireNonNull(resync, "resync");
    this.pods = pods();
    declareKinds();
    this.watchdog = new Watchdog(client, patience);
    watchdog.over(kinds);
  }

  /** Has what {@code policies} watches opened anew as well when it goes silent. */
  public void lookAfter(PolicyWatch policies) {
    watchdog.over(policies.kinds());
  }

  /** Begins to list and watch and returns at once. */
  public void start() {
    kinds.forEach(Watched::start);
    watchdog.start();
  }

  /** Returns whether every kind was listed once, so that what is absent is absent. */
  public boolean synced() {
    return kinds.stream().allMatch(Watched::synced);
  }

  /**
   * Returns whether all pods are known, and of the other kinds all that the API server is willing
   * to give. Before that, addresses of the cluster would pass for ones outside of it.
   */
  public boolean listed() {
    return pods.synced() && kinds.stream().allMatch(Watched::answered);
  }

  /** Returns how well the API is followed now. */
  public KubeHealth health() {
    List<String> troubles = new ArrayList<>();
    kinds.forEach(kind -> kind.trouble().ifPresent(troubles::add));
    if (troubles.isEmpty() && watchdog.away()) {
      troubles.add("cannot tell whether changes arrive: the API server does not answer");
    }
    return new KubeHealth(troubles.isEmpty(), shorten(troubles));
  }

  /** Returns how many watches went silent and were opened anew. */
  public long restarts() {
    return watchdog.restarts();
  }

  private static String shorten(List<String> troubles) {
    return troubles.size() < 3
        ? String.join("; ", troubles)
        : troubles.getFirst() + "; and " + (troubles.size() - 1) + " kinds more";
  }

  @Override
  public void close() {
    watchdog.close();
    kinds.forEach(Watched::close);
  }

  /** Owners come first, so that most pods are named when they are told. */
  private Watched<?> pods() {
    owners();
    return watch(
        "pods",
        client.pods().inAnyNamespace(),
        pod -> state.put(PodFact.of(pod)),
        pod -> state.podGone(PodFact.uid(pod)));
  }

  private void declareKinds() {
    watch(
        "services",
        client.services().inAnyNamespace(),
        it -> state.put(ServiceFact.of(it)),
        it -> state.serviceGone(it.getMetadata().getUid()));
    watch(
        "endpointslices.discovery.k8s.io",
        client.discovery().v1().endpointSlices().inAnyNamespace(),
        it -> state.put(SliceFact.of(it)),
        it -> state.sliceGone(it.getMetadata().getUid()));
    watch(
        "nodes",
        client.nodes(),
        it -> state.put(NodeFact.of(it)),
        it -> state.nodeGone(it.getMetadata().getName()));
    watch(
        "namespaces",
        client.namespaces(),
        it -> state.putNamespace(it.getMetadata().getName(), labels(it)),
        it -> state.namespaceGone(it.getMetadata().getName()));
    watch(
        "ingresses.networking.k8s.io",
        client.network().v1().ingresses().inAnyNamespace(),
        it -> state.put(IngressFact.of(it)),
        it -> state.ingressGone(it.getMetadata().getUid()));
  }

  private static Map<String, String> labels(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private void owners() {
    declared("replicasets.apps", client.apps().replicaSets().inAnyNamespace());
    declared("deployments.apps", client.apps().deployments().inAnyNamespace());
    declared("statefulsets.apps", client.apps().statefulSets().inAnyNamespace());
    declared("daemonsets.apps", client.apps().daemonSets().inAnyNamespace());
    declared("jobs.batch", client.batch().v1().jobs().inAnyNamespace());
    declared("cronjobs.batch", client.batch().v1().cronjobs().inAnyNamespace());
  }

  private <T extends HasMetadata> void declared(String plural, Informable<T> objects) {
    watch(
        plural,
        objects,
        it -> state.put(DeclaredFact.of(it)),
        it -> state.declaredGone(it.getMetadata().getUid()));
  }

  private <T extends HasMetadata> Watched<T> watch(
      String plural, Informable<T> objects, Consumer<T> put, Consumer<T> gone) {
    Watched<T> kind =
        new Watched<>(
            plural, () -> objects.withLimit(PAGE).runnableInformer(resync.toMillis()), put, gone);
    kinds.add(kind);
    return kind;
  }

  /** Objects per page of a list, so that a large cluster is not one answer. */
  private static final long PAGE = 500L;
}
