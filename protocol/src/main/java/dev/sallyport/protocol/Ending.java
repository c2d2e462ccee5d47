// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

/** How a connection ended, as far as its exchanges are concerned. */
public enum Ending {
  /** Both sides ended in order. A request without an answer still counts as reset. */
  ORDERLY,
  /** One side reset it, or it was refused, or cut by a limit. */
  RESET,
  /** The server did not answer in time. */
  TIMED_OUT,
  /** We stopped looking; nothing is claimed about what was in flight. */
  UNOBSERVED
}
