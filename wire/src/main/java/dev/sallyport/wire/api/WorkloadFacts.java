// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Workload;

/**
 * What Kubernetes says of a workload, to be shown beside what was seen of it.
 *
 * @param workload its identity with labels
 * @param runningPods pods that run
 * @param capturedPods of them, those proven to be captured
 * @param ended whether it is a Job that has finished
 * @param ingress whether it is known to let callers in from outside, for example by an IngressClass
 */
public record WorkloadFacts(
    Workload workload, int runningPods, int capturedPods, boolean ended, boolean ingress) {
  public WorkloadFacts {
    requireNonNull(workload, "workload");
  }
}
