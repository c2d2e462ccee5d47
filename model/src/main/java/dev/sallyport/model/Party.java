// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/**
 * Either end of traffic. A party is a name that outlives addresses: no party holds a pod IP.
 *
 * <p>{@link #key()} is the stable text form used as a map key, in the API and in exports; two
 * parties are the same party exactly when their keys are equal.
 */
public sealed interface Party
    permits Workload, ClusterNode, ControlPlane, ExternalHost, OutsideClient, Unidentified {

  /** Returns the stable key, for example {@code workload/shop/Deployment/catalog}. */
  String key();

  /** Returns the short name a person reads, for example {@code shop/catalog}. */
  String displayName();
}
