// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

/** What this side of a connection does about counting, so that each exchange is counted once. */
public enum Role {
  /** This side understands the connection and counts what it learns. */
  INSPECT,
  /** The other side does; this side counts nothing. */
  VOUCH_ONLY,
  /**
   * The other side was expected to and did not. This side counts the connection as a raw operation
   * and says so, see {@link Identification#NOT_INSPECTED}.
   */
  REPORT_RAW
}
