// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

/**
 * Something on this machine that the lab needs did not work; the message says what and is meant for
 * people.
 */
public final class LabFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Builds a failure with a message for people. */
  public LabFailure(String message) {
    super(message);
  }

  /** Builds a failure with a message for people and its cause. */
  public LabFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
