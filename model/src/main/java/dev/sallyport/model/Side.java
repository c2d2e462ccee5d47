// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** Which traffic of the protected workloads a rule speaks of. */
public enum Side {
  /** What others send to them, with its answers. */
  INBOUND,
  /** What they send to others, with its answers. */
  OUTBOUND
}
