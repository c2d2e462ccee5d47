// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/** What the node really did about a decision; told apart from it, so that claims stay honest. */
public sealed interface Effect {

  /** What the verdict says was done. */
  record Applied() implements Effect {}

  /** Nothing was done, because the policies only observe. */
  record Observed() implements Effect {}

  /**
   * It passed though it could not be checked, or though the verdict could not be carried out.
   *
   * @param why a short stable sentence without payload
   */
  record FailedOpen(String why) implements Effect {
    public FailedOpen {
      requireNonNull(why, "why");
    }
  }

  /**
   * It was denied because it could not be checked.
   *
   * @param why a short stable sentence without payload
   */
  record FailedClosed(String why) implements Effect {
    public FailedClosed {
      requireNonNull(why, "why");
    }
  }
}
