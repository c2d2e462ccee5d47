// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

/**
 * Finds all occurrences of many literals in one pass. Both kinds report the same occurrences, in an
 * order of their own.
 */
sealed interface LiteralEngine permits JavaLiterals, NativeLiterals {

  /** Returns in one line what runs and why. */
  String description();

  /** Returns a scan for one thread. */
  Scan newScan();

  /** Takes occurrences. */
  @FunctionalInterface
  interface Occurrences {
    /**
     * Takes one.
     *
     * @param literal its number
     * @param end index behind its last byte
     */
    void at(int literal, int end);
  }

  /** Searches whole texts; confined to a thread. */
  interface Scan {
    void scan(byte[] bytes, int from, int to, Occurrences sink);

    /** Returns a search for this thread that goes on from piece to piece; to be closed. */
    Stream openStream();
  }

  /** Searches a text that comes in pieces; confined to the thread of its scan. */
  interface Stream extends AutoCloseable {
    /** Goes on; the bytes before {@code from} in the array are those that came before. */
    void feed(byte[] bytes, int from, int to, Occurrences sink);

    @Override
    void close();
  }
}
