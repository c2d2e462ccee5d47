// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import dev.sallyport.detection.text.Outline;

/** Knows kinds of sensitive data. Immutable; each thread opens its own reader. */
public interface Recogniser {

  /** Returns a reader for one thread. */
  Reader reader();

  /** Looks at pieces of text, one after another. Not safe for use by several threads. */
  interface Reader {

    /**
     * Looks at a piece and says what is in it.
     *
     * @param piece valid only during the call
     * @param out takes what was found
     */
    void read(Piece piece, Hits out);

    /**
     * Returns whether nothing can be found in a value, whatever its key says, so that it need not
     * be described and read.
     *
     * @param outline covers the range
     */
    boolean spares(Outline outline, byte[] bytes, int start, int end);
  }
}
