// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/** What became of an exchange. */
public sealed interface Outcome {

  /** Returns whether the exchange failed from the caller's point of view. */
  boolean failed();

  /**
   * The target answered.
   *
   * @param status protocol status: HTTP status code, gRPC status; 0 where the protocol has none
   * @param failed whether the protocol calls that status an error
   */
  record Answered(int status, boolean failed) implements Outcome {}

  /**
   * Sallyport did not let it through.
   *
   * @param policy name of the policy that decided
   */
  record Blocked(String policy) implements Outcome {
    public Blocked {
      requireNonNull(policy, "policy");
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /** The connection was refused or ended before an answer was complete. */
  record Reset() implements Outcome {
    @Override
    public boolean failed() {
      return true;
    }
  }

  /**
   * No connection reached the target: an attempt that nobody took, so that nothing was said. It is
   * no exchange, and no sign that the caller needs the target for anything.
   *
   * @param why how it ended
   */
  record Unreached(Miss why) implements Outcome {
    public Unreached {
      requireNonNull(why, "why");
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /** How an attempt ended that reached nobody. */
  enum Miss {
    /** Nobody listened there. */
    REFUSED,
    /** No way led there. */
    UNREACHABLE,
    /** Nobody answered in the time that the node waits. */
    NO_ANSWER,
    /** It was taken and reset before the target said a byte. */
    RESET
  }

  /** No answer came within the time that the node waits. */
  record TimedOut() implements Outcome {
    @Override
    public boolean failed() {
      return true;
    }
  }

  /** The content was carried without being understood, so nothing is claimed about the answer. */
  record Unseen() implements Outcome {
    @Override
    public boolean failed() {
      return false;
    }
  }
}
