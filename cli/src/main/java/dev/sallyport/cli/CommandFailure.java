// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

/** A command cannot do what was asked; the message says why and what to do. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The server could not be asked, as in sysexits. */
  static final int UNAVAILABLE = 69;

  /** What was asked is wrong, as in sysexits. */
  static final int WRONG_USAGE = 64;

  /** Control did not let the caller in, as in sysexits. */
  static final int NOT_ALLOWED = 77;

  private final int exitCode;

  CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
