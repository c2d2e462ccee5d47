// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Why something failed, as words for a log or a status. */
public final class FailureCause {
  /** Deeper than any chain that is read; a chain may come back to itself. */
  private static final int DEPTH_MAX = 8;

  private FailureCause() {}

  /**
   * Returns the message of the failure. Many have none, such as that of a connection which the
   * JDK's client of HTTP was refused: then the name of its class, and what the nearest cause says
   * that says anything, or that cause's class.
   */
  public static String of(Throwable failure) {
    requireNonNull(failure, "failure");
    if (says(failure)) {
      return String.valueOf(failure.getMessage());
    }
    String own = failure.getClass().getSimpleName();
    Throwable last = failure;
    @Nullable Throwable cause = failure.getCause();
    for (int depth = 0; cause != null && depth < DEPTH_MAX; depth++) {
      last = cause;
      if (says(cause)) {
        return own + ": " + cause.getMessage();
      }
      cause = cause.getCause();
    }
    return last == failure ? own : own + ": " + last.getClass().getSimpleName();
  }

  private static boolean says(Throwable failure) {
    String message = failure.getMessage();
    return message != null && !message.isBlank();
  }
}
