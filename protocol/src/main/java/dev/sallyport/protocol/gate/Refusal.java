// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import static java.util.Objects.requireNonNull;

/**
 * What a caller is told instead of an answer.
 *
 * @param answer bytes in the words of its protocol, which stand where the answer would stand; they
 *     must be one whole answer to the request, as the reader of the connection is shown them like
 *     those of a server. Empty where the protocol has no answer to that request
 * @param closes whether the connection cannot go on behind it; it is ended in order
 */
public record Refusal(byte[] answer, boolean closes) {
  /** Nothing can be said; the connection is ended. */
  public static final Refusal HANG_UP = new Refusal(new byte[0], true);

  public Refusal {
    requireNonNull(answer, "answer");
  }

  /** Makes one after which the session goes on. */
  public static Refusal of(byte[] answer) {
    return new Refusal(answer, false);
  }
}
