// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

/**
 * How one way of writing is read piece by piece: up to where it may pass, and what must stand
 * before its middle so that it is understood without its beginning. Indexes are those of the array
 * given.
 */
interface Syntax {
  byte[] NOTHING = new byte[0];

  /**
   * Returns the index from which on bytes must wait.
   *
   * @param passed index of the first byte that waits already
   * @param heldMax from this many waiting bytes on, only what may become part of a value waits
   */
  int hold(byte[] octets, int passed, int size, int heldMax);

  /**
   * Returns the index at which what came before may be forgotten, at least {@code wanted} where
   * that is possible, at most {@code most}. {@link #opening} then is what must stand before.
   */
  int cut(byte[] octets, int from, int wanted, int most);

  /** Returns what must stand before the last cut. */
  byte[] opening();

  /** Indexes have changed: what stood at {@code old} now stands at {@code now}. */
  default void moved(int old, int now) {}

  /** Returns whether the byte at an index is part of a bare number. */
  default boolean inNumber(byte[] octets, int from, int index) {
    return false;
  }

  /** Bytes as characters, one for each. */
  record Latin(byte[] octets, int size) implements CharSequence {
    @Override
    public int length() {
      return size;
    }

    @Override
    public char charAt(int index) {
      return (char) (octets[index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new UnsupportedOperationException("a view to walk over");
    }
  }

  /** Returns the index from which on bytes may still become part of a value. */
  static int run(byte[] octets, int passed, int size) {
    return Run.start(new Latin(octets, size), passed);
  }
}
