// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import dev.sallyport.model.Workload;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Climbs from a pod to its top owner: pod, ReplicaSet, Deployment; pod, Job, CronJob. An owner of a
 * kind that is not watched ends the climb and is the workload under the kind that the reference
 * names, so custom controllers appear as themselves.
 *
 * <p>Safe for any thread.
 */
final class OwnerChains {

  /** Kinds that are watched because they may themselves be owned. */
  private static boolean mayBeOwned(String kind) {
    return kind.equals("ReplicaSet") || kind.equals("Job");
  }

  private record Link(@Nullable Owner owner) {}

  private final Map<String, Link> links = new ConcurrentHashMap<>();

  /** Notes who owns the ReplicaSet or Job with this UID; null when nothing does. */
  void put(String uid, @Nullable Owner owner) {
    links.put(uid, new Link(owner));
  }

  /** Forgets an owner that was deleted. */
  void remove(String uid) {
    links.remove(uid);
  }

  /**
   * Returns the workload that a pod is an instance of, or empty when an owner in between was not
   * seen yet: then a later look answers, and nothing is guessed meanwhile.
   */
  Optional<Workload> workloadOf(PodFact pod) {
    Owner owner = pod.owner();
    if (owner == null || owner.kind().equals("Node")) {
      return Optional.of(workload(pod, "Pod", pod.name()));
    }
    if (!mayBeOwned(owner.kind())) {
      return Optional.of(workload(pod, owner.kind(), owner.name()));
    }
    Link link = links.get(owner.uid());
    if (link == null) {
      return fromTemplateHash(pod, owner);
    }
    Owner top = link.owner() == null ? owner : link.owner();
    return Optional.of(workload(pod, top.kind(), top.name()));
  }

  /**
   * Deployments name their ReplicaSets {@code name-hash} and put the hash on the pods, which is
   * exact, so a pod seen before its ReplicaSet need not wait.
   */
  private static Optional<Workload> fromTemplateHash(PodFact pod, Owner owner) {
    String suffix = "-" + pod.templateHash();
    boolean exact =
        owner.kind().equals("ReplicaSet")
            && !pod.templateHash().isEmpty()
            && owner.name().endsWith(suffix);
    return exact
        ? Optional.of(
            workload(
                pod,
                "Deployment",
                owner.name().substring(0, owner.name().length() - suffix.length())))
        : Optional.empty();
  }

  private static Workload workload(PodFact pod, String kind, String name) {
    return new Workload(pod.namespace(), kind, name, pod.serviceAccount(), pod.labels());
  }
}
