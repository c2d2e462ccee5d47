// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** What became of exchanges, as coarsely as the ledger keeps it. */
public enum StatusClass {
  /** Answered without an error. */
  SUCCEEDED,
  /** Answered with an error that is the caller's, such as HTTP 403. */
  REFUSED,
  /** Answered with any other error. */
  FAILED,
  /** Not let through by a policy. */
  BLOCKED,
  /** Reset, or no answer in time. */
  BROKEN,
  /** Carried without being understood, so nothing is claimed about the answer. */
  UNSEEN
}
