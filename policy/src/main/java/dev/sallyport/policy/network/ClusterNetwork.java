// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import java.util.List;

/**
 * All that decides who may open connections to whom.
 *
 * @param pods pods by workload
 * @param policies network policies of every kind
 * @param services Services, for what brings requests in
 * @param entries what brings requests in
 */
public record ClusterNetwork(
    List<PodGroup> pods,
    List<NetworkPolicy> policies,
    List<NetworkService> services,
    List<EntryPoint> entries) {
  public ClusterNetwork {
    pods = List.copyOf(pods);
    policies = policies.stream().sorted(NetworkPolicy.ORDER).toList();
    services = List.copyOf(services);
    entries = List.copyOf(entries);
  }
}
