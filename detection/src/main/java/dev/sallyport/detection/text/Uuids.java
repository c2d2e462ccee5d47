// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

/** Identifiers of machines (RFC 9562), whose digits mean nothing to people. */
public final class Uuids {
  private static final int LENGTH = 36;

  private Uuids() {}

  /** Where its hexadecimal digits stand: eight, four, four, four and twelve. */
  private static final long GROUPS = 0xFFFL << 24 | 0xFL << 19 | 0xFL << 14 | 0xFL << 9 | 0xFFL;

  /**
   * Returns whether a range is one, each of whose groups holds a digit, so that it is one
   * candidate.
   */
  public static boolean is(Outline outline, byte[] bytes, int start, int end) {
    if (end - start != LENGTH || outline.in(Outline.WORD, start, end) != GROUPS) {
      return false;
    }
    long digits = outline.in(Outline.DIGIT, start, end);
    return (digits & 0xFFL) != 0
        && (digits & 0xFL << 9) != 0
        && (digits & 0xFL << 14) != 0
        && (digits & 0xFL << 19) != 0
        && (digits & 0xFFFL << 24) != 0
        && hexadecimal(outline, bytes, start, end)
        && hyphens(bytes, start);
  }

  /** Returns whether a range is one, with at least one digit beyond nine. */
  public static boolean is(byte[] bytes, int start, int end) {
    if (end - start != LENGTH || !hyphens(bytes, start)) {
      return false;
    }
    boolean letter = false;
    for (int i = 0; i < LENGTH; i++) {
      byte b = bytes[start + i];
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      if (!hyphen && Bytes.hex(b) < 0) {
        return false;
      }
      letter |= Bytes.isLetter(b);
    }
    return letter;
  }

  private static boolean hyphens(byte[] bytes, int start) {
    return bytes[start + 8] == '-'
        && bytes[start + 13] == '-'
        && bytes[start + 18] == '-'
        && bytes[start + 23] == '-';
  }

  /** Returns whether its letters, at least one, are those of hexadecimal digits. */
  private static boolean hexadecimal(Outline outline, byte[] bytes, int start, int end) {
    long letters = GROUPS & ~outline.in(Outline.DIGIT, start, end);
    boolean all = letters != 0;
    for (long left = letters; left != 0; left &= left - 1) {
      all &= Bytes.hex(bytes[start + Long.numberOfTrailingZeros(left)]) >= 0;
    }
    return all;
  }
}
