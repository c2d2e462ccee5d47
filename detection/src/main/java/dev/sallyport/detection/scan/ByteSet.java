// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

/** An immutable set of byte values. */
public final class ByteSet {
  /** No byte. */
  public static final ByteSet NONE = new ByteSet(0, 0, 0, 0);

  /** ASCII digits. */
  public static final ByteSet DIGITS = range('0', '9');

  /** ASCII letters. */
  public static final ByteSet LETTERS = range('a', 'z').or(range('A', 'Z'));

  /** ASCII letters, digits and underscore. */
  public static final ByteSet WORD = LETTERS.or(DIGITS).or(of("_"));

  private final long a;
  private final long b;
  private final long c;
  private final long d;

  private ByteSet(long a, long b, long c, long d) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  /** Returns the bytes from one to another, both included. */
  public static ByteSet range(int first, int last) {
    ByteSet set = NONE;
    for (int value = first; value <= last; value++) {
      set = set.with(value);
    }
    return set;
  }

  /** Returns the bytes of ASCII text. */
  public static ByteSet of(String text) {
    ByteSet set = NONE;
    for (int i = 0; i < text.length(); i++) {
      set = set.with(text.charAt(i));
    }
    return set;
  }

  /** Returns whether a byte is in the set. */
  public boolean has(byte value) {
    return has(value & 0xff);
  }

  /** Returns whether a byte value, 0 to 255, is in the set. */
  public boolean has(int value) {
    long word = (value & 0x80) == 0 ? ((value & 0x40) == 0 ? a : b) : (value & 0x40) == 0 ? c : d;
    return (word >>> (value & 63) & 1) != 0;
  }

  /** Returns what is in either set. */
  public ByteSet or(ByteSet other) {
    return new ByteSet(a | other.a, b | other.b, c | other.c, d | other.d);
  }

  /** Returns all bytes that are not in the set. */
  public ByteSet not() {
    return new ByteSet(~a, ~b, ~c, ~d);
  }

  /** Returns the set with the other case of each ASCII letter in it. */
  public ByteSet anyCase() {
    ByteSet set = this;
    for (int upper = 'A'; upper <= 'Z'; upper++) {
      if (has(upper) || has(upper + 32)) {
        set = set.with(upper).with(upper + 32);
      }
    }
    return set;
  }

  /** Returns how many bytes are in the set. */
  public int size() {
    return Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c) + Long.bitCount(d);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSet set && a == set.a && b == set.b && c == set.c && d == set.d;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(a * 31 + b * 17 + c * 7 + d);
  }

  private ByteSet with(int value) {
    if (value < 0 || value > 255) {
      throw new IllegalArgumentException("expected a byte, got " + value);
    }
    long bit = 1L << (value & 63);
    return switch (value >> 6) {
      case 0 -> new ByteSet(a | bit, b, c, d);
      case 1 -> new ByteSet(a, b | bit, c, d);
      case 2 -> new ByteSet(a, b, c | bit, d);
      default -> new ByteSet(a, b, c, d | bit);
    };
  }
}
