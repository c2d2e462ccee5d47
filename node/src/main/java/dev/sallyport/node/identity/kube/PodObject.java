// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import dev.sallyport.model.Workload;
import dev.sallyport.node.identity.kube.PodIdentity.Phase;
import dev.sallyport.node.identity.kube.PodIdentity.Probe;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was read of one Pod. Absent texts are empty.
 *
 * @param owner the controller that owns it
 * @param ready whether all that identity needs was there: UID, name and namespace
 */
record PodObject(
    String uid,
    String name,
    String namespace,
    String resourceVersion,
    String nodeName,
    Map<String, String> labels,
    boolean captureWanted,
    String runtimeClass,
    Optional<OwnerRef> owner,
    String serviceAccount,
    boolean hostNetwork,
    Phase phase,
    List<InetAddress> addresses,
    List<Integer> ports,
    List<Probe> probes,
    boolean ready) {

  private static final List<String> REVISION_LABELS =
      List.of(
          "pod-template-hash",
          "controller-revision-hash",
          "pod-template-generation",
          "statefulset.kubernetes.io/pod-name",
          "apps.kubernetes.io/pod-index",
          "batch.kubernetes.io/controller-uid",
          "batch.kubernetes.io/job-name",
          "batch.kubernetes.io/job-completion-index",
          "controller-uid",
          "job-name");

  /** Returns the identity under the given owner. */
  PodIdentity under(Owner top) {
    Workload workload =
        new Workload(
            namespace,
            top.kind(),
            top.name(),
            serviceAccount.isEmpty() ? "default" : serviceAccount,
            stableLabels());
    return new PodIdentity(
        uid,
        name,
        namespace,
        workload,
        top.settled(),
        addresses,
        hostNetwork,
        phase,
        ports,
        probes,
        captureWanted,
        runtimeClass);
  }

  private SortedMap<String, String> stableLabels() {
    SortedMap<String, String> stable = new TreeMap<>(labels);
    REVISION_LABELS.forEach(stable::remove);
    return stable;
  }
}
