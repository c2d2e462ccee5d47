// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import java.time.Instant;

/** What a token shows. */
public sealed interface Verdict {
  /**
   * It is good.
   *
   * @param caller whose it is
   * @param until when it ends at the latest, {@link Instant#MAX} where that is not known
   */
  record Known(Caller caller, Instant until) implements Verdict {}

  /**
   * It is not.
   *
   * @param why for people, without the token
   */
  record Refused(String why) implements Verdict {}

  /**
   * Whoever decides does not answer.
   *
   * @param why for people, without the token
   */
  record Unanswered(String why) implements Verdict {}
}
