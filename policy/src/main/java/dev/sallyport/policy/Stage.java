// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

/**
 * How far an exchange is known, in the order in which things become known. A stage is reached when
 * all that belongs to it is known whole; of the next one, parts may be known already.
 */
public enum Stage {
  /** Who connects to whom, and on which port. */
  CONNECTION,
  /** What is called, as far as the head of the request says it. */
  OPERATION,
  /** What the request carries and shows, and what its body calls. */
  REQUEST_CONTENT,
  /** What the answer carries and shows. */
  RESPONSE_CONTENT
}
