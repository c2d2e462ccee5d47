// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

/** Whether a pod is captured, as far as this node knows. */
public enum Captured {
  YES,
  NO,
  UNKNOWN
}
