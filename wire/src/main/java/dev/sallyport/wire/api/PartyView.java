// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An end of traffic.
 *
 * @param id stable key
 * @param layer {@code outside}, {@code ingress}, {@code workload}, {@code datastore}, {@code ai},
 *     {@code egress} or {@code platform}
 * @param kind {@code workload}, {@code node}, {@code kube-api}, {@code external}, {@code outside}
 *     or {@code unidentified}
 * @param name short name for people
 * @param namespace Kubernetes namespace; only of workloads
 * @param workloadKind kind of the top owner; only of workloads
 * @param serviceAccount service account; only of workloads
 * @param labels labels; only of workloads that Kubernetes still has
 * @param protocols protocols served
 * @param pods running and captured pods; only of workloads that Kubernetes still has
 * @param firstSeen first exchange; absent when none was seen yet
 * @param lastSeen latest exchange; absent when none was seen yet
 * @param ended whether a Job has finished; only of workloads
 */
public record PartyView(
    String id,
    String layer,
    String kind,
    String name,
    @Nullable String namespace,
    @Nullable String workloadKind,
    @Nullable String serviceAccount,
    @Nullable Map<String, String> labels,
    List<String> protocols,
    @Nullable PodCounts pods,
    @Nullable Instant firstSeen,
    @Nullable Instant lastSeen,
    @Nullable Boolean ended) {
  public PartyView {
    protocols = List.copyOf(protocols);
  }
}
