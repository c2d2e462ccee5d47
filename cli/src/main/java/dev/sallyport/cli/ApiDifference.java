// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

/**
 * Something on which an API's document and its traffic disagree.
 *
 * @param kind what it is
 * @param operation method and path
 * @param detail what differs; for operations as a whole, how often they were called
 */
record ApiDifference(Kind kind, String operation, String detail) {
  /** Kinds of differences. */
  enum Kind {
    UNDOCUMENTED,
    CHANGED,
    UNUSED
  }
}
