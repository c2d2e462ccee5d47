// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

/** What becomes of a pod's new connections while this program is dead or hangs. */
public enum FailMode {
  /** They go direct, unseen. */
  OPEN,
  /** They are refused. */
  CLOSED
}
