// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.List;

/**
 * A workload as Kubernetes knows it.
 *
 * @param workload the workload, with service account and labels as last seen
 * @param createdAt when its object, or else its first known pod, was created
 * @param lastSeenAt when Kubernetes last had it; for one that exists the time of the snapshot
 * @param pods its pods, terminal ones included
 * @param ended whether it is over: a Job that finished, or a workload that was deleted
 */
public record WorkloadState(
    Workload workload, Instant createdAt, Instant lastSeenAt, List<KnownPod> pods, boolean ended) {
  public WorkloadState {
    requireNonNull(workload, "workload");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(lastSeenAt, "lastSeenAt");
    pods = List.copyOf(pods);
  }

  /** Returns how many of its pods run. */
  public int running() {
    return (int) pods.stream().filter(KnownPod::running).count();
  }
}
