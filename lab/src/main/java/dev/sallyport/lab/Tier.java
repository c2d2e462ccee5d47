// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

/** What a lab stands on, named after the tier in which Sallyport captures there. */
public enum Tier {
  /** Network namespaces, which need root. */
  NODE,
  /** Loopback addresses, with a listener in front of each Service; needs no privilege. */
  STEER
}
