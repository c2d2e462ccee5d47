// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * The cluster at one moment.
 *
 * @param revision grows with every change
 * @param pods all pods that exist
 * @param workloads workloads by {@link dev.sallyport.model.Workload#key()}, ended ones included for
 *     as long as they are remembered
 */
public record ClusterSnapshot(
    long revision, List<KnownPod> pods, Map<String, WorkloadState> workloads) {
  /** A cluster of which nothing is known. */
  public static final ClusterSnapshot EMPTY = new ClusterSnapshot(0, List.of(), Map.of());

  public ClusterSnapshot {
    requireNonNull(workloads, "workloads");
    pods = List.copyOf(pods);
  }
}
