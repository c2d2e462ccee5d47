// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An end of traffic in the ledger.
 *
 * @param kind {@code workload}, {@code node}, {@code kube-api}, {@code external}, {@code address}
 *     (outside, without a name), {@code outside} or {@code unidentified}
 * @param name name; of what is not identified, the reason; empty where the kind says all
 * @param namespace Kubernetes namespace; only of workloads
 * @param workloadKind kind of the top owner; only of workloads
 * @param serviceAccount service account; only of workloads
 * @param labels labels as last known; only of workloads
 */
public record LedgerPartyView(
    String kind,
    String name,
    @Nullable String namespace,
    @Nullable String workloadKind,
    @Nullable String serviceAccount,
    @Nullable Map<String, String> labels) {
  public LedgerPartyView {
    labels = labels == null ? null : new TreeMap<>(labels);
  }
}
