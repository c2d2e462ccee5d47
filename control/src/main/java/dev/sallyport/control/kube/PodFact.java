// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a pod.
 *
 * @param uid UID, the only name of a pod that is never used again; for a static pod the one that
 *     its kubelet knows it by, which nodes find in cgroups, and not that of its mirror in the API
 * @param namespace namespace
 * @param name name
 * @param node node it runs on; empty while it is not scheduled
 * @param hostNetwork whether it shares the node's addresses, and so has none of its own
 * @param addresses pod IPs as last told by Kubernetes
 * @param serviceAccount service account
 * @param labels labels without those that change per revision or per pod
 * @param templateHash value of {@code pod-template-hash}, or empty
 * @param owner controlling owner, or null
 * @param createdAt creation time
 * @param phase Kubernetes phase, for example {@code Running}
 * @param deletedAt when deletion was asked for, or null
 * @param endedAt for a terminal pod when its last container ended, as far as told; else null
 * @param apiUid UID of the object in the API, by which EndpointSlices name the pod: another one
 *     than {@code uid} for the mirror of a static pod
 */
record PodFact(
    String uid,
    String namespace,
    String name,
    String node,
    boolean hostNetwork,
    List<String> addresses,
    String serviceAccount,
    SortedMap<String, String> labels,
    String templateHash,
    @Nullable Owner owner,
    Instant createdAt,
    String phase,
    @Nullable Instant deletedAt,
    @Nullable Instant endedAt,
    String apiUid) {

  static final String TEMPLATE_HASH = "pod-template-hash";

  /** On the mirror of a static pod: the UID that the kubelet gave the pod itself. */
  static final String MIRROR = "kubernetes.io/config.mirror";

  private static final Set<String> PASSING_LABELS =
      Set.of(
          TEMPLATE_HASH,
          "controller-revision-hash",
          "pod-template-generation",
          "statefulset.kubernetes.io/pod-name",
          "apps.kubernetes.io/pod-index",
          "controller-uid",
          "job-name",
          "batch.kubernetes.io/controller-uid",
          "batch.kubernetes.io/job-name",
          "batch.kubernetes.io/job-completion-index");

  /** Returns what is kept of {@code pod}; absent fields become empty. */
  static PodFact of(Pod pod) {
    var meta = pod.getMetadata();
    var spec = pod.getSpec();
    var status = pod.getStatus();
    String phase = status == null ? "" : orEmpty(status.getPhase());
    Map<String, String> labels = meta.getLabels() == null ? Map.of() : meta.getLabels();
    return new PodFact(
        uid(pod),
        meta.getNamespace(),
        meta.getName(),
        spec == null ? "" : orEmpty(spec.getNodeName()),
        spec != null && Boolean.TRUE.equals(spec.getHostNetwork()),
        addressesOf(pod),
        spec == null || spec.getServiceAccountName() == null
            ? "default"
            : spec.getServiceAccountName(),
        stable(labels),
        labels.getOrDefault(TEMPLATE_HASH, ""),
        Owner.of(pod),
        Objects.requireNonNullElse(time(meta.getCreationTimestamp()), Instant.EPOCH),
        phase,
        time(meta.getDeletionTimestamp()),
        isTerminal(phase) ? lastEnd(pod) : null,
        meta.getUid());
  }

  /** Makes what is kept of a pod that the API knows by the same UID as its node. */
  PodFact(
      String uid,
      String namespace,
      String name,
      String node,
      boolean hostNetwork,
      List<String> addresses,
      String serviceAccount,
      SortedMap<String, String> labels,
      String templateHash,
      @Nullable Owner owner,
      Instant createdAt,
      String phase,
      @Nullable Instant deletedAt,
      @Nullable Instant endedAt) {
    this(
        uid,
        namespace,
        name,
        node,
        hostNetwork,
        addresses,
        serviceAccount,
        labels,
        templateHash,
        owner,
        createdAt,
        phase,
        deletedAt,
        endedAt,
        uid);
  }

  /** Returns the UID that the node knows the pod by. */
  static String uid(Pod pod) {
    var meta = pod.getMetadata();
    String mirrored = meta.getAnnotations() == null ? null : meta.getAnnotations().get(MIRROR);
    return mirrored == null || mirrored.isEmpty() ? meta.getUid() : mirrored;
  }

  /** Returns whether all its containers ended for good; its address may then be another's. */
  boolean terminal() {
    return isTerminal(phase);
  }

  /** Returns whether it runs. */
  boolean running() {
    return phase.equals("Running");
  }

  /** Returns {@code labels} without those that Kubernetes adds per revision or per pod. */
  static SortedMap<String, String> stable(Map<String, String> labels) {
    SortedMap<String, String> kept = new TreeMap<>(labels);
    kept.keySet().removeAll(PASSING_LABELS);
    return kept;
  }

  private static boolean isTerminal(String phase) {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private static List<String> addressesOf(Pod pod) {
    var status = pod.getStatus();
    if (status == null) {
      return List.of();
    }
    Set<String> found = new LinkedHashSet<>();
    if (status.getPodIP() != null) {
      found.add(status.getPodIP());
    }
    if (status.getPodIPs() != null) {
      status.getPodIPs().stream().map(PodIP::getIp).filter(Objects::nonNull).forEach(found::add);
    }
    found.remove("");
    return List.copyOf(found);
  }

  private static @Nullable Instant lastEnd(Pod pod) {
    Instant last = null;
    if (pod.getStatus().getContainerStatuses() != null) {
      for (ContainerStatus each : pod.getStatus().getContainerStatuses()) {
        var ended = each.getState() == null ? null : each.getState().getTerminated();
        Instant at = ended == null ? null : time(ended.getFinishedAt());
        if (at != null && (last == null || at.isAfter(last))) {
          last = at;
        }
      }
    }
    return last;
  }

  /** Returns the time in Kubernetes' text form, or null when absent or not a time. */
  static @Nullable Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
