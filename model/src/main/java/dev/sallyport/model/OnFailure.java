// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** What happens to an exchange that could not be checked within its budget. */
public enum OnFailure {
  /** It passes, and is counted as failed open. */
  OPEN,
  /** It is denied, and is counted as failed closed. */
  CLOSED
}
