// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/**
 * Who speaks first. Tiers are asked from the top; the first one in which something allows or denies
 * settles the matter. The words follow the tiers of Kubernetes' own network policies.
 */
public enum PolicyTier {
  /** What owners of the cluster insist on; owners of a namespace cannot undo it. */
  ADMIN,
  /** What owners of a namespace say of their own workloads. */
  NAMESPACE,
  /** What holds where nobody said anything. */
  BASELINE
}
