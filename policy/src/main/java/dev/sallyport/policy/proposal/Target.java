// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

/** Engines other than Sallyport's own that a proposal can be written for. */
public enum Target {
  /** Kubernetes' own, by pods and ports. */
  NETWORK_POLICY,
  /** Cilium's, which also knows HTTP, names of hosts and DNS. */
  CILIUM_NETWORK_POLICY,
  /** Istio's, which knows service accounts and HTTP, inbound only. */
  AUTHORIZATION_POLICY
}
