// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a call may be made. */
public sealed interface Admission {
  /**
   * It may.
   *
   * @param access by whom, and how far
   */
  record Admitted(Access access) implements Admission {}

  /**
   * It may not.
   *
   * @param reason which of the usual reasons
   * @param caller who calls; null where that is not known
   * @param detail what is missing and what to do about it, never a secret
   * @param after how long to wait before the next try; null where waiting does not help
   */
  record Refused(Reason reason, @Nullable Caller caller, String detail, @Nullable Duration after)
      implements Admission {
    public Refused {
      requireNonNull(reason, "reason");
      requireNonNull(detail, "detail");
    }
  }

  /** Why calls are refused. */
  enum Reason {
    /** Who calls is not known. */
    UNAUTHENTICATED,
    /** Who calls lacks a right. */
    FORBIDDEN,
    /** Too many calls. */
    TOO_MANY,
    /** Whoever decides does not answer. */
    UNDECIDED
  }
}
