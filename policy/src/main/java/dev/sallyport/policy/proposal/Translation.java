// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.policy.baseline.Baseline;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/**
 * Proposals for another engine.
 *
 * @param manifests one for each workload that the engine can select
 * @param gaps what the engine cannot say of any of them, and workloads that were left out
 * @param denied exchanges that happened and that the manifests would not let be, as sentences;
 *     empty as it must be
 */
public record Translation(List<Manifest> manifests, List<String> gaps, List<String> denied) {
  public Translation {
    manifests = List.copyOf(manifests);
    gaps = List.copyOf(gaps);
    denied = List.copyOf(denied);
  }

  /** Returns proposals for that engine. */
  public static Translation of(
      Target target, SortedMap<String, Baseline> baselines, Collection<Declared> declared) {
    Cast cast = new Cast(baselines, declared);
    return switch (target) {
      case NETWORK_POLICY -> new NetworkPolicies(cast).all();
      case CILIUM_NETWORK_POLICY -> new CiliumPolicies(cast).all();
      case AUTHORIZATION_POLICY -> new AuthorizationPolicies(cast).all();
    };
  }
}
