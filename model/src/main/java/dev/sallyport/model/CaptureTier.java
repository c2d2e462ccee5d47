// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** Which way of capture saw an edge. */
public enum CaptureTier {
  /** In-pod redirect to the node's data plane. */
  NODE,
  /** A gateway that traffic is steered to; needs no privilege. */
  STEER,
  /** Facts reported by something that already runs. */
  LISTEN
}
